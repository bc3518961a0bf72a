//! Statements and what stands between them.

use super::body;

#[test]
fn a_comma_for_a_semicolon() {
    body("let a = x -> relu, a", &[(",", "a statement ends with `;`, not with `,`")]);
}

#[test]
fn a_missing_semicolon() {
    body("let a = x -> relu a -> relu", &[("a", "expected `->` or `;` before `a`")]);
    body("let a = x -> residual { relu tanh }; a", &[("tanh", "expected `->` before `tanh`")]);
    body("let a = concat(x -> relu tanh, x); a", &[("tanh", "expected `->` before `tanh`")]);
    body("let a = (x -> relu tanh) + x; a", &[("tanh", "expected `->` before `tanh`")]);
    body("let a = x -> relu let b = a; b", &[("relu", "expected `;` after this statement")]);
    body("let a = x -> relu b = a; a", &[("relu", "expected `;` after this statement")]);
    body("layer e = relu let a = x; a", &[("relu", "expected `;` after this statement")]);
    body("let (a, b) = x", &[("x", "expected `;` after this statement")]);
    body("y = x", &[("x", "expected `;` after this statement")]);
    body(
        "x layer e = relu; x",
        &[("x", "the value of this expression is not used\nhelp: give it a name: `let name = …;`")],
    );
}

#[test]
fn a_surplus_semicolon() {
    body(";x", &[(";", "this `;` ends nothing\nhelp: leave it out")]);
    body("x;", &[("x", "the last expression is the output, so no `;` follows it\nhelp: leave the `;` out")]);
    body("let a = x;; a", &[(";", "this `;` ends nothing\nhelp: leave it out")]);
}

#[test]
fn a_value_without_a_name() {
    body("x; x", &[("x", "the value of this expression is not used\nhelp: give it a name: `let name = …;`")]);
    body("x let a = x; a", &[("x", "the value of this expression is not used\nhelp: give it a name: `let name = …;`")]);
}

#[test]
fn a_name_that_is_taken() {
    body("let layer = x; x", &[("layer", "`layer` is a word of the language and cannot be the name of a value")]);
    body("let let = x; x", &[("let", "`let` is a word of the language and cannot be the name of a value")]);
    body(
        "let residual = x; x",
        &[("residual", "`residual` is a word of the language and cannot be the name of a value")],
    );
    body("let repeat = x; x", &[("repeat", "`repeat` is a word of the language and cannot be the name of a value")]);
    body("let concat = x; x", &[("concat", "`concat` is a word of the language and cannot be the name of a value")]);
    body("let fn = x; x", &[("fn", "`fn` is a keyword of Rust and cannot be the name of a value")]);
    body("let _ = x; x", &[("_", "`_` cannot be the name of a value")]);
    body(
        "layer residual = relu; x",
        &[("residual", "`residual` is a word of the language and cannot be the name of a shared layer")],
    );
    body("concat = x;", &[("concat", "`concat` is a word of the language and cannot be the name of an output")]);
    body("let (a, let) = x; x", &[("let", "`let` is a word of the language and cannot be the name of a value")]);
}

#[test]
fn a_name_in_upper_case() {
    body("let Body = x; x", &[("Body", "the name of a value begins with a lower-case letter\nhelp: write `body`")]);
    body(
        "layer Encode = relu; x",
        &[("Encode", "the name of a shared layer begins with a lower-case letter\nhelp: write `encode`")],
    );
    body("Out = x;", &[("Out", "the name of an output begins with a lower-case letter\nhelp: write `out`")]);
    body("let (a, B) = x; x", &[("B", "the name of a value begins with a lower-case letter\nhelp: write `b`")]);
}

#[test]
fn let_as_in_rust() {
    body("let mut a = x; a", &[("mut", "values of a network never change\nhelp: leave `mut` out")]);
    body(
        "let a: [3] = x; a",
        &[(":", "a value has no type\nhelp: claim its shape at the end of the chain: `… -> [64];`")],
    );
}

#[test]
fn half_a_let() {
    body("let", &[("}", "expected a name for a value, but nothing follows")]);
    body("let a", &[("}", "expected `=` after the name of the value, but nothing follows")]);
    body("let a; x", &[(";", "expected `=` after the name of the value, found `;`")]);
    body("let a x; x", &[("x", "expected `=` after the name of the value, found `x`")]);
    body("let a =; x", &[(";", "expected a value: a name, a call or `( … )`, found `;`")]);
    body("let a = ", &[("}", "expected a value: a name, a call or `( … )`, but nothing follows")]);
    body("let () = x; x", &[("()", "`let` needs a name for each value\nhelp: write `let (a, b) = …;`")]);
    body("let (a, 3) = x; x", &[("3", "expected a name for a value, found `3`")]);
}

#[test]
fn half_a_layer() {
    body(
        "layer = x; x",
        &[(
            "layer",
            "`layer` is a word of the language: it declares stages to be used several times\nhelp: write `layer name = dense<64> -> relu;`",
        )],
    );
    body(
        "layer; x",
        &[(
            "layer",
            "`layer` is a word of the language: it declares stages to be used several times\nhelp: write `layer name = dense<64> -> relu;`",
        )],
    );
    body("layer e; x", &[(";", "expected `=` after the name of the layer, found `;`")]);
    body("layer e dense<3>; x", &[("dense", "expected `=` after the name of the layer, found `dense`")]);
    body("layer e = ; x", &[(";", "expected a stage, found `;`")]);
}

#[test]
fn operators_between_stages() {
    body(
        "layer e = dense<3> + relu; x",
        &[(
            "+",
            "`+` works on values, and this is a chain of stages\nhelp: `residual { … }` adds what goes into a block to what comes out",
        )],
    );
    body(
        "x -> residual { dense<4> - relu }",
        &[(
            "-",
            "`-` works on values, and this is a chain of stages\nhelp: `residual { … }` adds what goes into a block to what comes out",
        )],
    );
}

#[test]
fn an_assignment_with_an_operator() {
    body(
        "out += x; x",
        &[("+=", "`+=` is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element")],
    );
}

#[test]
fn a_doc_comment() {
    body("/// doc\nlet a = x; a", &[("/// doc", "a doc comment documents nothing within a network\nhelp: write `//`")]);
    body("x -> relu\n/// doc", &[("/// doc", "a doc comment documents nothing within a network\nhelp: write `//`")]);
    body(
        "x\n/// one\n/// two\n-> relu",
        &[("/// one\n/// two", "a doc comment documents nothing within a network\nhelp: write `//`")],
    );
    body("x -> /// doc\n relu", &[("/// doc", "a doc comment documents nothing within a network\nhelp: write `//`")]);
    body(
        "x -> residual { /// doc\n relu }",
        &[("/// doc", "a doc comment documents nothing within a network\nhelp: write `//`")],
    );
    body("//! doc\n x", &[("//! doc", "a doc comment documents nothing within a network\nhelp: write `//`")]);
    body(
        "concat(x, /// doc\n y)",
        &[("/// doc", "a doc comment documents nothing within a network\nhelp: write `//`")],
    );
}

#[test]
fn an_attribute_on_a_statement() {
    body(
        "#[frozen] let a = x; a",
        &[("#[frozen]", "`#[frozen]` means nothing on a statement\nhelp: put it before a stage that has parameters")],
    );
    body(
        r#"#[key("a")] layer a = relu; x"#,
        &[(r#"#[key("a")]"#, "`#[key]` means nothing on a statement\nhelp: put it before a stage that has parameters")],
    );
    body(
        "#[frozen] a = x;",
        &[("#[frozen]", "`#[frozen]` means nothing on a statement\nhelp: put it before a stage that has parameters")],
    );
}
