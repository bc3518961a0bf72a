//! Expressions: operators, chains, calls.

use super::body;

#[test]
fn an_operator_after_a_stage() {
    body(
        "x -> f - y",
        &[("-", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> f) - y`")],
    );
    body(
        "x -> dense<3> -> relu * y -> dense<2>",
        &[("*", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> … -> relu) * y`")],
    );
    body(
        "x -> relu + concat(x, y) + y",
        &[("+", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> relu) + concat(…)`")],
    );
    body(
        "x -> vision::Body<3> - (x)",
        &[("-", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> vision::Body<…>) - …`")],
    );
    body(
        "x -> residual { relu } + x",
        &[("+", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> residual { … }) + x`")],
    );
    body(
        "x -> repeat<2> { relu } + x",
        &[("+", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> repeat<…> { … }) + x`")],
    );
    body(
        "x -> [4] + x",
        &[("+", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> […]) + x`")],
    );
    body(
        "x + y -> relu * x",
        &[("*", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(… -> relu) * x`")],
    );
    body(
        "concat(x, y) -> relu - x",
        &[("-", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(concat(…) -> relu) - x`")],
    );
}

#[test]
fn an_unknown_operator() {
    body(
        "x / y",
        &[("/", "`/` is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element")],
    );
    body("x ** y", &[("*", "expected a value: a name, a call or `( … )`, found `*`")]);
    body(
        "x == y",
        &[("==", "`==` is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element")],
    );
    body(
        "x % y",
        &[("%", "`%` is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element")],
    );
    body(
        "x & y",
        &[("&", "`&` is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element")],
    );
}

#[test]
fn a_negated_value() {
    body("-x", &[("-", "a value cannot be negated\nhelp: subtract it from another: `a - b`")]);
    body("x - -y", &[("-", "a value cannot be negated\nhelp: subtract it from another: `a - b`")]);
    body(
        "x -> relu - -y",
        &[
            ("-", "`->` binds loosest, so an operator cannot follow a stage\nhelp: write `(x -> relu) - …`"),
            ("-", "a value cannot be negated\nhelp: subtract it from another: `a - b`"),
        ],
    );
}

#[test]
fn a_number_or_a_string_for_a_value() {
    body(
        "2 * x",
        &[(
            "2",
            "`2` is a number, but expressions are made of values of the network\nhelp: values are inputs, names by `let`, and calls",
        )],
    );
    body(
        "x + 0.5",
        &[(
            "0.5",
            "`0.5` is a number, but expressions are made of values of the network\nhelp: values are inputs, names by `let`, and calls",
        )],
    );
    body(r#""a""#, &[(r#""a""#, r#"expected a value: a name, a call or `( … )`, found `"a"`"#)]);
    body(
        "concat(x, 3)",
        &[(
            "3",
            "`3` is a number, but expressions are made of values of the network\nhelp: values are inputs, names by `let`, and calls",
        )],
    );
    body("true", &[("true", "`true` is a keyword of Rust and means nothing in a network")]);
}

#[test]
fn a_stage_without_a_value() {
    body(
        "dense<64>",
        &[(
            "dense<64>",
            "a stage needs a value before it\nhelp: write `x -> dense<…>`, or `layer name = dense<…>;` for one that is applied later",
        )],
    );
    body(
        "leaky_relu<-0.01>",
        &[(
            "leaky_relu<-0.01>",
            "a stage needs a value before it\nhelp: write `x -> leaky_relu<…>`, or `layer name = leaky_relu<…>;` for one that is applied later",
        )],
    );
    body(
        "vision::Body",
        &[(
            "vision::Body",
            "a stage needs a value before it\nhelp: write `x -> vision::Body`, or `layer name = vision::Body;` for one that is applied later",
        )],
    );
    body(
        "Body",
        &[(
            "Body",
            "a stage needs a value before it\nhelp: write `x -> Body`, or `layer name = Body;` for one that is applied later",
        )],
    );
    body(
        "name: x",
        &[("name: x", "names and attributes belong to stages and calls, not to values\nhelp: write `x` alone")],
    );
    body(
        "#[frozen] x",
        &[("#[frozen] x", "names and attributes belong to stages and calls, not to values\nhelp: write `x` alone")],
    );
    body("residual { relu }", &[("residual", "`residual` needs a value before it\nhelp: write `x -> residual { … }`")]);
    body("repeat<2> { relu }", &[("repeat", "`repeat` needs a value before it\nhelp: write `x -> repeat<2> { … }`")]);
    body("[4]", &[("[4]", "`[ … ]` needs a value before it\nhelp: write `x -> [ … ]`")]);
    body("-> relu", &[("->", "expected a value: a name, a call or `( … )`, found `->`")]);
}

#[test]
fn parentheses() {
    body("()", &[("()", "`( )` holds no value")]);
    body("(x, y)", &[("(x, y)", "a list of values stands in a call only\nhelp: write `concat(a, b)`")]);
    body("(x y)", &[("y", "expected `->` before `y`")]);
    body("(x;)", &[(";", "expected `->`, an operator or the end of the parentheses, found `;`")]);
}

#[test]
fn a_call() {
    body("concat", &[("concat", "`concat` is a call\nhelp: write `concat(a, b)`")]);
    body("concat()", &[("()", "a call takes at least one value")]);
    body("concat(x y)", &[("y", "expected `->` before `y`")]);
    body("concat(x, , y)", &[(",", "expected a value: a name, a call or `( … )`, found `,`")]);
    body("dense(64)", &[("(64)", "the arguments of a stage stand in `< >`\nhelp: write `dense<64>`")]);
    body("vision::Body(64)", &[("(64)", "the arguments of a stage stand in `< >`\nhelp: write `vision::Body<64>`")]);
    body("x -> concat", &[("concat", "`concat` joins values, it is not a stage\nhelp: write `concat(a, b) -> …`")]);
}

#[test]
fn what_is_not_an_expression() {
    body("_", &[("_", "`_` means nothing here")]);
    body("$x", &[("$", "expected a value: a name, a call or `( … )`, found `$`")]);
    body("'a", &[("'", "expected a value: a name, a call or `( … )`, found `'`")]);
    body("x.relu", &[(".", "stages are joined by `->`, not by `.`")]);
    body("x -> nn.relu", &[("nn", "layers are written by their names alone\nhelp: leave `nn.` out")]);
    body("x?", &[("?", "expected `->`, an operator or `;`, found `?`")]);
    body(
        "x @ y",
        &[("@", "`@` is not an operator of the language\nhelp: there are `+`, `-` and `*`, element by element")],
    );
    body("x - > relu", &[(">", "expected a value: a name, a call or `( … )`, found `>`")]);
    body(
        "for i in 0..3 { x }",
        &[("for", "`for` is a keyword of Rust and means nothing in a network\nhelp: write `x -> repeat<3> { … }`")],
    );
    body(
        "return x",
        &[(
            "return",
            "`return` is a keyword of Rust and means nothing in a network\nhelp: the output is the expression at the end, without `;`",
        )],
    );
    body("if x { y }", &[("if", "`if` is a keyword of Rust and means nothing in a network")]);
}
