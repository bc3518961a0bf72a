//! Stages, blocks and claims.

use super::body;

#[test]
fn another_arrow() {
    body("x => relu", &[("=>", "stages are joined by `->`, not by `=>`")]);
    body("x |> relu", &[("|>", "stages are joined by `->`, not by `|>`")]);
    body("x <- relu", &[("<-", "stages are joined by `->`, not by `<-`")]);
    body("x ->-> relu", &[("->", "expected a stage, found `->`")]);
    body("x -> relu => tanh", &[("=>", "stages are joined by `->`, not by `=>`")]);
}

#[test]
fn a_missing_arrow() {
    body("x -> relu tanh", &[("tanh", "expected `->` before `tanh`")]);
    body("x relu", &[("relu", "expected `->` before `relu`")]);
    body("x -> relu #[frozen] dense<3>", &[("#", "expected `->` before `#`")]);
    body("x -> residual { relu tanh }", &[("tanh", "expected `->` before `tanh`")]);
    body(
        "x -> dense[64]",
        &[(
            "[64]",
            "expected `->` before `[ … ]`\nhelp: `-> [ … ]` claims the shape here; arguments of a layer stand in `< >`",
        )],
    );
}

#[test]
fn a_missing_stage() {
    body("x ->", &[("}", "expected a stage, but nothing follows")]);
    body("x -> relu -> ;", &[(";", "expected a stage, found `;`")]);
    body("x -> -> relu", &[("->", "expected a stage, found `->`")]);
    body("x -> residual { relu -> }", &[("}", "expected a stage, but nothing follows")]);
    body(
        "x -> let a = x; a",
        &[("let", "`let` begins a statement, it is not a stage\nhelp: is a `;` missing before it?")],
    );
    body(
        "x -> layer",
        &[("layer", "`layer` begins a statement, it is not a stage\nhelp: is a `;` missing before it?")],
    );
}

#[test]
fn a_colon_without_a_name() {
    body("x -> : dense<3>", &[(":", "expected a name before `:`\nhelp: name the stage or leave the `:` out")]);
    body(": concat(x, y)", &[(":", "expected a name before `:`\nhelp: name the stage or leave the `:` out")]);
}

#[test]
fn a_stage_name_that_is_taken() {
    body(
        "x -> repeat: dense<3>",
        &[("repeat", "`repeat` is a word of the language and cannot be the name of a stage")],
    );
    body("x -> let: dense<3>", &[("let", "`let` is a word of the language and cannot be the name of a stage")]);
    body("x -> type: dense<3>", &[("type", "`type` is a keyword of Rust and cannot be the name of a stage")]);
    body("x -> _: relu", &[("_", "`_` cannot be the name of a stage")]);
    body("x -> A: relu", &[("A", "the name of a stage begins with a lower-case letter\nhelp: write `a`")]);
}

#[test]
fn a_number_for_a_stage() {
    body(
        "x -> 64",
        &[(
            "64",
            "expected a stage, found `64`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
        )],
    );
    body(
        r#"x -> "dense""#,
        &[(
            r#""dense""#,
            "expected a stage, found `\"dense\"`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
        )],
    );
}

#[test]
fn parentheses_after_a_stage() {
    body("x -> dense(64)", &[("(64)", "the arguments of a stage stand in `< >`\nhelp: write `dense<64>`")]);
    body(
        "x -> conv2d(8, 3) -> relu",
        &[("(8, 3)", "the arguments of a stage stand in `< >`\nhelp: write `conv2d<…>`")],
    );
    body(
        "x -> dense(bias = true)",
        &[("(bias = true)", "the arguments of a stage stand in `< >`\nhelp: write `dense<…>`")],
    );
    body("x -> Body(64)", &[("(64)", "the arguments of a stage stand in `< >`\nhelp: write `Body<64>`")]);
    body("x -> relu()", &[("()", "`( )` holds nothing\nhelp: write `relu` alone")]);
    body("x -> dense<64>()", &[("()", "`( )` holds nothing\nhelp: write `dense<…>` alone")]);
    body(
        "x -> cross_attention<4>(y)",
        &[(
            "(y)",
            "a stage takes the value on the left of `->`\nhelp: write several values as a call: `cross_attention<4>(a, b)`",
        )],
    );
    body(
        "x -> dense(64 32)",
        &[
            ("(64 32)", "the arguments of a stage stand in `< >`\nhelp: write `dense<…>`"),
            ("32", "expected `,` or the end of the list, found `32`"),
        ],
    );
}

#[test]
fn parentheses_around_a_stage() {
    body(
        "x -> (relu -> tanh)",
        &[(
            "(relu -> tanh)",
            "a stage stands without parentheses\nhelp: parentheses are for values: `(a -> relu) + b`",
        )],
    );
}

#[test]
fn a_block_where_none_belongs() {
    body("x -> { tanh }", &[("{ tanh }", "only `residual` and `repeat<N>` have a block")]);
    body("x -> relu { tanh }", &[("{ tanh }", "only `residual` and `repeat<N>` have a block")]);
    body("x -> dense<3> { tanh }", &[("{ tanh }", "only `residual` and `repeat<N>` have a block")]);
}

#[test]
fn residual() {
    body("x -> residual", &[("residual", "expected a block after `residual`\nhelp: write `residual { … }`")]);
    body("x -> residual { }", &[("{ }", "the block of `residual` is empty")]);
    body("x -> residual<2> { relu }", &[("residual", "`residual` takes no arguments\nhelp: write `residual { … }`")]);
    body(
        "x -> residual { relu; tanh }",
        &[(";", "a block is one chain of stages, but here is `;`\nhelp: join stages by `->`")],
    );
    body("x -> residual { -> relu }", &[("->", "a block begins with a stage, without `->`")]);
    body(
        "x -> residual { let a = x; }",
        &[("let", "`let` begins a statement, it is not a stage\nhelp: is a `;` missing before it?")],
    );
    body("x -> residual { relu, tanh }", &[(",", "expected `->` or the end of the block, found `,`")]);
}

#[test]
fn repeat() {
    body("x -> repeat", &[("repeat", "`repeat` takes one number, how often\nhelp: write `repeat<2> { … }`")]);
    body("x -> repeat { relu }", &[("repeat", "`repeat` takes one number, how often\nhelp: write `repeat<2> { … }`")]);
    body(
        "x -> repeat<> { relu }",
        &[("repeat<>", "`repeat` takes one number, how often\nhelp: write `repeat<2> { … }`")],
    );
    body("x -> repeat<2>", &[("repeat", "expected a block after `repeat<2>`\nhelp: write `repeat<2> { … }`")]);
    body("x -> repeat<2> { }", &[("{ }", "the block of `repeat<2>` is empty")]);
    body(
        "x -> repeat<2, 3> { relu }",
        &[("repeat<2, 3>", "`repeat` takes one number, how often\nhelp: write `repeat<2> { … }`")],
    );
    body("x -> repeat<2.5> { relu }", &[("2.5", "a dimension is a whole number, not 2.5")]);
}

#[test]
fn a_claim() {
    body("x -> []", &[("[]", "a claim has at least one dimension\nhelp: write `[64]`, or `[_]` for any number")]);
    body("x -> a: [3]", &[("a", "a claim has no name")]);
    body("x -> [3 4]", &[("4", "expected `,` or the end of the list, found `4`")]);
    body("x -> [-3]", &[("-", "a dimension cannot be negative")]);
    body("x -> [A * 2]", &[("A * 2", "arithmetic in a dimension stands in braces\nhelp: write `{ … }` around it")]);
    body(
        "x -> [3, 4.5, _, 7.5]",
        &[("4.5", "a dimension is a whole number, not 4.5"), ("7.5", "a dimension is a whole number, not 7.5")],
    );
}

#[test]
fn a_path() {
    body("x -> foo::", &[("}", "expected a name after `::`, but nothing follows")]);
    body("x -> foo::3", &[("3", "expected a name after `::`, found `3`")]);
    body("x -> ::<3>", &[("<", "expected a name after `::`, found `<`")]);
    body("x -> foo::fn", &[("fn", "`fn` means nothing here")]);
    body("x -> foo::_", &[("_", "`_` means nothing here")]);
    body("x -> _", &[("_", "`_` means nothing here")]);
    body("x -> 'a", &[("'", "expected a stage, found `'`")]);
    body("x -> fn", &[("fn", "`fn` means nothing here")]);
}

#[test]
fn every_stage_is_looked_at() {
    body(
        "x -> 5 -> foo::3 -> relu -> #[a] tanh<>",
        &[
            (
                "5",
                "expected a stage, found `5`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            ("3", "expected a name after `::`, found `3`"),
            ("#[a]", "unknown attribute `a`; it can be `init`, `frozen`, `weight_decay`, `key`"),
            ("<>", "`< >` is empty\nhelp: without arguments write `tanh` alone"),
        ],
    );
    body(
        "let a = x -> 5; let b = x -> ::; b -> residual { 5 -> 6 } -> 7",
        &[
            (
                "5",
                "expected a stage, found `5`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            (";", "expected a name after `::`, found `;`"),
            (
                "5",
                "expected a stage, found `5`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            (
                "6",
                "expected a stage, found `6`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            (
                "7",
                "expected a stage, found `7`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
        ],
    );
    body(
        "concat(x -> 5, y -> 6)",
        &[
            (
                "5",
                "expected a stage, found `5`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            (
                "6",
                "expected a stage, found `6`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
        ],
    );
    body(
        "layer e = 5 -> 6; (x -> 7) + y",
        &[
            (
                "5",
                "expected a stage, found `5`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            (
                "6",
                "expected a stage, found `6`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
            (
                "7",
                "expected a stage, found `7`\nhelp: write `dense<64>` for a layer, or `[64]` to claim the shape here",
            ),
        ],
    );
}
