//! Arguments of layers, dimensions, numbers.

use super::body;

#[test]
fn colons_before_arguments() {
    body("x -> dense::<64>", &[("::", "arguments follow without `::`\nhelp: write `dense<…>`")]);
    body("x -> vision::Body::<64>", &[("::", "arguments follow without `::`\nhelp: write `Body<…>`")]);
    body("dense::<64>(x)", &[("::", "arguments follow without `::`\nhelp: write `dense<…>`")]);
}

#[test]
fn no_arguments() {
    body("x -> dense<>", &[("<>", "`< >` is empty\nhelp: without arguments write `dense` alone")]);
    body("x -> Body<>", &[("<>", "`< >` is empty\nhelp: without arguments write `Body` alone")]);
}

#[test]
fn arguments_that_are_not_closed() {
    body("x -> dense<64", &[("<", "the `<` after `dense` is never closed\nhelp: write `dense<…>`")]);
    body("x -> dense<64 -> relu", &[("<", "the `<` after `dense` is never closed\nhelp: write `dense<…>`")]);
    body("x -> dense<64, -> relu", &[("<", "the `<` after `dense` is never closed\nhelp: write `dense<…>`")]);
    body("x -> dense<64, bias = true; x", &[("<", "the `<` after `dense` is never closed\nhelp: write `dense<…>`")]);
    body(
        "x -> vision::Body<64 -> relu",
        &[("<", "the `<` after `vision::Body` is never closed\nhelp: write `vision::Body<…>`")],
    );
}

#[test]
fn something_between_arguments() {
    body("x -> dense<64 32>", &[("32", "expected `,` or `>`, found `32`")]);
    body("x -> dense<64,, 3>", &[(",", "expected a value, found `,`")]);
    body("x -> dense<64>>", &[(">", "expected `->`, an operator or `;`, found `>`")]);
    body("x -> dense<normal(3)>", &[("(3)", "expected `,` or `>`, found `( … )`")]);
    body("x -> vision::Body<N = 3>", &[("=", "expected `,` or `>`, found `=`")]);
}

#[test]
fn a_missing_value() {
    body("x -> dense<64, bias = >", &[(">", "expected a value, found `>`")]);
    body("x -> dense<return = , 3>", &[(",", "expected a value, found `,`")]);
    body("x -> dense<bias = = 3>", &[("=", "expected a value, found `=`")]);
}

#[test]
fn what_is_not_a_value() {
    body(r#"x -> dense<"a">"#, &[(r#""a""#, "no argument is a string\nhelp: write `a` without quotes")]);
    body(r#"x -> dense<(3, "a")>"#, &[(r#""a""#, "a dimension is a whole number, a const or `{ … }`")]);
    body("x -> dense<_>", &[("_", "`_` means nothing here")]);
    body("x -> dense<x -> relu>", &[("<", "the `<` after `dense` is never closed\nhelp: write `dense<…>`")]);
    body("x -> dense<#[a] 3>", &[("#", "expected a value, found `#`")]);
}

#[test]
fn numbers() {
    body("x -> dense<.5>", &[(".", "a number begins with a digit\nhelp: write `0` before the point")]);
    body("x -> dense<-.5>", &[(".", "a number begins with a digit\nhelp: write `0` before the point")]);
    body(
        "x -> dense<-A>",
        &[("A", "expected a number after `-`, found `A`\nhelp: other expressions stand in braces: `{ … }`")],
    );
    body("x -> dense<- 1e999>", &[("- 1e999", "this number is too large")]);
    body("x -> dense<1e999>", &[("1e999", "this number is too large")]);
    body("x -> dense<0.5f16>", &[("0.5f16", "this is not a number")]);
}

#[test]
fn dimensions() {
    body(
        "x -> dense<99999999999999999999>",
        &[("99999999999999999999", "99999999999999999999 is too large for a dimension")],
    );
    body("x -> dense<3f32>", &[("3f32", "`f32` is not the suffix of a whole number")]);
    body("x -> dense<3foo>", &[("3foo", "`foo` is not the suffix of a whole number")]);
    body("x -> vision::Body<3.5>", &[("3.5", "a dimension is a whole number, not 3.5")]);
    body("x -> Body<-3>", &[("-", "a dimension cannot be negative")]);
    body(r#"x -> Body<"a">"#, &[(r#""a""#, "a dimension is a whole number, a const or `{ … }`")]);
    body("x -> reshape<[-3]>", &[("-", "a dimension cannot be negative")]);
}

#[test]
fn arithmetic_without_braces() {
    body(
        "x -> dense<A * 2>",
        &[("A * 2", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")],
    );
    body(
        "x -> dense<A - 2, bias = true>",
        &[("A - 2", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")],
    );
    body(
        "x -> dense<2 + 3> -> relu",
        &[("2 + 3", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")],
    );
    body(
        "x -> dense<A::B / 2>",
        &[("A::B / 2", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")],
    );
    body(
        "x -> dense<{ A } % 2>",
        &[("{ A } % 2", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")],
    );
}

#[test]
fn braces_without_an_expression() {
    body("x -> dense<{ }>", &[("{ }", "`{ }` holds nothing\nhelp: write a const expression, such as `{ 2 * WIDTH }`")]);
    body(
        "x -> dense<{ 3 + }>",
        &[("}", "`{ … }` does not hold a const expression: unexpected end of input, expected an expression")],
    );
    body("x -> dense<{ 3 4 }>", &[("4", "`{ … }` does not hold a const expression: unexpected token, expected `;`")]);
}

#[test]
fn pairs() {
    body("x -> conv2d<()>", &[("()", "a pair has two numbers, not 0\nhelp: write `(3, 5)`")]);
    body("x -> conv2d<(3)>", &[("(3)", "a pair has two numbers, not 1\nhelp: write `(3, 5)`")]);
    body("x -> conv2d<(3, 4, 5)>", &[("(3, 4, 5)", "a pair has two numbers, not 3\nhelp: write `(3, 5)`")]);
    body("x -> conv2d<(3, -4)>", &[("-", "a dimension cannot be negative")]);
    body("x -> conv2d<(3; 4)>", &[(";", "a list is separated by `,`, not by `;`")]);
}

#[test]
fn ranges() {
    body(
        "x -> slice<3..=7>",
        &[("..=", "`..=` is not supported\nhelp: write `a..b`, where `b` is the first to be left out")],
    );
    body(
        "x -> slice<..=7>",
        &[("..=", "`..=` is not supported\nhelp: write `a..b`, where `b` is the first to be left out")],
    );
    body(
        "x -> slice<3...7>",
        &[("...", "`...` is not supported\nhelp: write `a..b`, where `b` is the first to be left out")],
    );
    body("x -> slice<3..7.5>", &[("7.5", "a dimension is a whole number, not 7.5")]);
    body("x -> slice<3..-1>", &[("-", "a dimension cannot be negative")]);
}

#[test]
fn shapes() {
    body("x -> reshape<[]>", &[("[]", "a shape has at least one dimension\nhelp: a single number is `[1]`")]);
    body("x -> reshape<[3, 4.5]>", &[("4.5", "a dimension is a whole number, not 4.5")]);
    body("x -> reshape<[3; 4]>", &[(";", "a list is separated by `,`, not by `;`")]);
    body("x -> reshape<[f32; 4]>", &[("[f32; 4]", "a shape is written without a type\nhelp: write `[4]`")]);
    body("x -> [[f64; N]; 3]", &[("[[f64; N]; 3]", "a shape is written without a type\nhelp: write `[3, N]`")]);
    body("x -> reshape<[_]>", &[("_", "`_` is no dimension\nhelp: shapes are those of one sample, without the batch")]);
}
