//! Everything of a network before its body.

use super::header;

#[test]
fn nothing() {
    header("", &[("", "`network!` holds no network\nhelp: write `pub Name(input: [4]) -> [2] { input -> dense<2> }`")]);
    header("#[a]", &[("", "expected a name for a network, but nothing follows")]);
    header("pub", &[("", "expected a name for a network, but nothing follows")]);
}

#[test]
fn half_a_header() {
    header("Net", &[("", "expected the inputs of `Net`, but nothing follows\nhelp: write `Net(input: [4]) -> …`")]);
    header(
        "Net(x: [4])",
        &[("", "expected `->` and the outputs of `Net`, but nothing follows\nhelp: write `-> [10]`")],
    );
    header("Net(x: [4]) ->", &[("", "expected a shape such as `[3, 28, 28]`, but nothing follows")]);
    header("Net(x: [4]) -> [4]", &[("", "expected the body of `Net`: `{ … }`, but nothing follows")]);
    header("Net(x: [4]) -> [4];", &[(";", "expected the body of `Net`: `{ … }`, found `;`")]);
}

#[test]
fn no_outputs() {
    header(
        "Net(x: [4]) { x }",
        &[("{ x }", "expected `->` and the outputs of `Net`, found `{ … }`\nhelp: write `-> [10]`")],
    );
    header(
        "Net(x: [4]) [4] { x }",
        &[("[4]", "expected `->` and the outputs of `Net`, found `[ … ]`\nhelp: write `-> [10]`")],
    );
    header("Net(x: [4]) -> { x }", &[("{ x }", "expected a shape such as `[3, 28, 28]`, found `{ … }`")]);
    header(
        "Net(x: [4]) -> () { x }",
        &[("()", "a network has at least one output\nhelp: write `-> [10]` or `-> (class: [10], bbox: [4])`")],
    );
}

#[test]
fn another_arrow() {
    header("Net(x: [4]) => [4] { x }", &[("=>", "outputs follow `->`, not `=>`")]);
    header(
        "Net(x: [4]): [4] { x }",
        &[(":", "expected `->` and the outputs of `Net`, found `:`\nhelp: write `-> [10]`")],
    );
}

#[test]
fn no_inputs() {
    header("Net() -> [4] { x }", &[("()", "`Net` has no input\nhelp: write `Net(input: [4]) -> …`")]);
    header(
        "Net -> [4] { x }",
        &[("->", "expected the inputs of `Net`, found `->`\nhelp: write `Net(input: [4]) -> …`")],
    );
}

#[test]
fn inputs() {
    header("Net(x) -> [4] { x }", &[(")", "expected `:` after `x`, but nothing follows\nhelp: write `x: [4]`")]);
    header("Net(x [4]) -> [4] { x }", &[("[4]", "expected `:` after `x`, found `[ … ]`\nhelp: write `x: [4]`")]);
    header("Net(x:: [4]) -> [4] { x }", &[("::", "expected `:` after `x`, found `::`\nhelp: write `x: [4]`")]);
    header("Net(: [3]) -> [4] { x }", &[(":", "expected a name for an input, found `:`")]);
    header(
        "Net(X: [3]) -> [4] { x }",
        &[("X", "the name of an input begins with a lower-case letter\nhelp: write `x`")],
    );
    header(
        "Net(let: [3]) -> [4] { x }",
        &[("let", "`let` is a word of the language and cannot be the name of an input")],
    );
    header("Net(x: [4]; y: [3]) -> [4] { x }", &[(";", "a list is separated by `,`, not by `;`")]);
    header("Net(x: [4] y: [3]) -> [4] { x }", &[("y", "expected `,` or the end of the list, found `y`")]);
    header(
        "Net(/// the image\n x: [4]) -> [4] { x }",
        &[("/// the image", "a doc comment documents nothing within a network\nhelp: write `//`")],
    );
}

#[test]
fn shapes() {
    header("Net(x: 4) -> [4] { x }", &[("4", "expected a shape such as `[3, 28, 28]`, found `4`\nhelp: write `[4]`")]);
    header("Net(x: f32) -> [4] { x }", &[("f32", "expected a shape such as `[3, 28, 28]`, found `f32`")]);
    header("Net(x: []) -> [4] { x }", &[("[]", "a shape has at least one dimension\nhelp: a single number is `[1]`")]);
    header(
        "Net(x: [-3], y: [2.5]) -> [4] { x }",
        &[("-", "a dimension cannot be negative"), ("2.5", "a dimension is a whole number, not 2.5")],
    );
    header(
        "Net(x: [4, N * 2]) -> [4] { x }",
        &[("N * 2", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")],
    );
    header(
        "Net(x: [_]) -> [4] { x }",
        &[("_", "`_` is no dimension\nhelp: shapes are those of one sample, without the batch")],
    );
}

#[test]
fn ids_and_lengths() {
    header("Net(x: ids) -> [4] { x }", &[(")", "expected a shape such as `[3, 28, 28]`, but nothing follows")]);
    header(
        "Net(x: id[4]) -> [4] { x }",
        &[("id", "unknown kind of input `id`\nhelp: write `ids[16]` for indices, `[16]` for numbers")],
    );
    header("Net(x: ids[4] with) -> [4] { x }", &[(")", "expected `lengths` after `with`, but nothing follows")]);
    header("Net(x: ids[4] with length) -> [4] { x }", &[("length", "expected `lengths` after `with`, found `length`")]);
}

#[test]
fn outputs() {
    header("Net(x: [4]) -> 4 { x }", &[("4", "expected a shape such as `[3, 28, 28]`, found `4`\nhelp: write `[4]`")]);
    header(
        "Net(x: [4]) -> ([4]) { x }",
        &[(
            "[4]",
            "expected a name for the output, found `[ … ]`\nhelp: write `-> (class: [10], bbox: [4])`, or a single output without parentheses",
        )],
    );
    header(
        "Net(x: [4]) -> (a: [4], [3]) { x }",
        &[(
            "[3]",
            "expected a name for the output, found `[ … ]`\nhelp: write `-> (class: [10], bbox: [4])`, or a single output without parentheses",
        )],
    );
    header(
        "Net(x: [4]) -> (a: 4) { x }",
        &[("4", "expected a shape such as `[3, 28, 28]`, found `4`\nhelp: write `[4]`")],
    );
    header("Net(x: [4]) -> (a [4]) { x }", &[("[4]", "expected `:` after `a`, found `[ … ]`\nhelp: write `a: [4]`")]);
    header(
        "Net(x: [4]) -> (A: [4]) { x }",
        &[("A", "the name of an output begins with a lower-case letter\nhelp: write `a`")],
    );
}

#[test]
fn an_empty_body() {
    header("Net(x: [4]) -> [4] { }", &[("{ }", "`Net` has an empty body\nhelp: write `x -> …`")]);
}

#[test]
fn generics() {
    header(
        "Net<'a>(x: [4]) -> [4] { x }",
        &[("'", "a network has no lifetimes\nhelp: its parameters are dimensions: `const WIDTH: usize`")],
    );
    header(
        "Net<T>(x: [4]) -> [4] { x }",
        &[(
            "T",
            "a network has no type parameters: it is generic over its scalar as it is\nhelp: its parameters are dimensions: `const WIDTH: usize`",
        )],
    );
    header(
        "Net<T: Foo, const N: usize>(x: [4]) -> [4] { x }",
        &[(
            "T",
            "a network has no type parameters: it is generic over its scalar as it is\nhelp: its parameters are dimensions: `const WIDTH: usize`",
        )],
    );
    header(
        "Net<const N: u32>(x: [4]) -> [4] { x }",
        &[("u32", "a const parameter is a dimension, of type `usize`, not `u32`")],
    );
    header(
        "Net<const N: usize = 4>(x: [4]) -> [4] { x }",
        &[("=", "`N` cannot have a default\nhelp: name a common choice with `type`: `type Small = Mlp<64>;`")],
    );
    header("Net<const N>(x: [4]) -> [4] { x }", &[(">", "expected `: usize` after `N`, found `>`")]);
    header(
        "Net<const n: usize>(x: [4]) -> [4] { x }",
        &[("n", "a const parameter is written in upper case\nhelp: write `N`")],
    );
    header("Net<const: usize>(x: [4]) -> [4] { x }", &[(":", "expected a name for a const parameter, found `:`")]);
    header("Net<>(x: [4]) -> [4] { x }", &[("<>", "`< >` is empty\nhelp: leave it out")]);
    header(
        "Net<const N: usize, const N: usize>(x: [4]) -> [4] { x }",
        &[("N", "const parameter `N` is declared twice")],
    );
    header(
        "Net<const N: usize const M: usize>(x: [4]) -> [4] { x }",
        &[("const", "expected `,` or `>`, found `const`")],
    );
    header("Net<5>(x: [4]) -> [4] { x }", &[("5", "expected `const WIDTH: usize`, found `5`")]);
}

#[test]
fn generics_that_are_not_closed() {
    header(
        "Net<const N: usize(x: [4]) -> [4] { x }",
        &[("<", "this `<` is never closed\nhelp: write `<const WIDTH: usize>`")],
    );
}

#[test]
fn where_clauses() {
    header("Net(x: [4]) -> [4] where T: Foo { x }", &[("where", "expected the body of `Net`: `{ … }`, found `where`")]);
}

#[test]
fn names() {
    header(
        "net(x: [4]) -> [4] { x }",
        &[("net", "the name of a network begins with an upper-case letter\nhelp: write `Net`")],
    );
    header(
        "my_ünet(x: [4]) -> [4] { x }",
        &[("my_ünet", "the name of a network begins with an upper-case letter\nhelp: write `MyÜnet`")],
    );
    header("pub fn(x: [4]) -> [4] { x }", &[("fn", "`fn` is a keyword of Rust and cannot be the name of a network")]);
    header(
        "residual(x: [4]) -> [4] { x }",
        &[("residual", "`residual` is a word of the language and cannot be the name of a network")],
    );
    header("(x: [4]) -> [4] { x }", &[("(x: [4])", "expected a name for a network, found `( … )`")]);
    header("5", &[("5", "expected a name for a network, found `5`")]);
    header("_(x: [4]) -> [4] { x }", &[("_", "`_` cannot be the name of a network")]);
}

#[test]
fn items_of_rust() {
    header(
        "struct Net(x: [4]) -> [4] { x }",
        &[("struct", "a network is declared without `struct`\nhelp: leave it out")],
    );
    header(
        "fn net(x: [4]) -> [4] { x }",
        &[
            ("fn", "a network is declared without `fn`\nhelp: leave it out"),
            ("net", "the name of a network begins with an upper-case letter\nhelp: write `Net`"),
        ],
    );
    header("trait Foo { x }", &[("trait", "`trait` is a keyword of Rust and cannot be the name of a network")]);
}

#[test]
fn visibility() {
    header("pub(in 3) Net(x: [4]) -> [4] { x }", &[("3", "this visibility cannot be read: expected identifier")]);
}

#[test]
fn attributes() {
    header(
        "#[frozen] Net(x: [4]) -> [4] { x }",
        &[("#[frozen]", "`#[frozen]` belongs before a stage, not before the network")],
    );
    header("#[5] Net(x: [4]) -> [4] { x }", &[("#[5]", "this attribute cannot be read: expected identifier")]);
    header("#![foo] Net(x: [4]) -> [4] { x }", &[("#![foo]", "this attribute cannot be read: it begins with `#!`")]);
    header("# Net(x: [4]) -> [4] { x }", &[("#", "this attribute cannot be read: expected `[` after `#`")]);
    header(
        "#[doc = ] Net(x: [4]) -> [4] { x }",
        &[("#[doc = ]", "this attribute cannot be read: unexpected end of input, expected an expression")],
    );
}

#[test]
fn between_networks() {
    header(
        "Net(x: [4]) -> [4] { x }; Other(x: [4]) -> [4] { x },",
        &[
            (";", "unexpected `;`\nhelp: networks follow each other without it"),
            (",", "unexpected `,`\nhelp: networks follow each other without it"),
        ],
    );
    header(
        "Net(x: [4]) -> [4] Other(x: [4]) -> [4] { x }",
        &[("Other", "expected the body of `Net`: `{ … }`, found `Other`")],
    );
    header(
        "Net(x: [4]) -> Other(x: [4]) -> [4] { x }",
        &[("Other", "expected a shape such as `[3, 28, 28]`, found `Other`")],
    );
}
