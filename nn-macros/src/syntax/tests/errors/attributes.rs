//! Attributes of stages.

use super::body;

#[test]
fn unknown() {
    body("x -> #[frozn] dense<3>", &[("#[frozn]", "unknown attribute `frozn`; did you mean `frozen`?")]);
    body(
        "x -> #[weight_decy(0)] dense<3>",
        &[("#[weight_decy(0)]", "unknown attribute `weight_decy`; did you mean `weight_decay`?")],
    );
    body(
        "x -> #[blub] dense<3>",
        &[("#[blub]", "unknown attribute `blub`; it can be `init`, `frozen`, `weight_decay`, `key`")],
    );
    body(
        "x -> #[cfg(test)] dense<3>",
        &[("#[cfg(test)]", "unknown attribute `cfg`; it can be `init`, `frozen`, `weight_decay`, `key`")],
    );
    body(
        r#"x -> #[budget(ram = "3")] dense<3>"#,
        &[(r#"#[budget(ram = "3")]"#, "`#[budget]` belongs before the network, not before a stage")],
    );
}

#[test]
fn twice() {
    body("x -> #[frozen] #[frozen] dense<3>", &[("#[frozen]", "`#[frozen]` stands here twice\nhelp: leave one")]);
    body(
        r#"x -> #[key("a")] #[init(ones)] #[key("b")] dense<3>"#,
        &[(r#"#[key("b")]"#, "`#[key]` stands here twice\nhelp: leave one")],
    );
}

#[test]
fn init() {
    body(
        "x -> #[init] dense<3>",
        &[(
            "#[init]",
            "`#[init]` takes the name of an initialiser in parentheses\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body(
        "x -> #[init = zeros] dense<3>",
        &[(
            "#[init = zeros]",
            "`#[init]` takes the name of an initialiser in parentheses\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body(
        "x -> #[init()] dense<3>",
        &[(
            ")",
            "expected the name of an initialiser, but nothing follows\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body(
        "x -> #[init(3)] dense<3>",
        &[(
            "3",
            "expected the name of an initialiser, found `3`\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body("x -> #[init(normal(a))] dense<3>", &[("a", "expected a number, found `a`")]);
    body(
        "x -> #[init(normal(1, 2) 3)] dense<3>",
        &[(
            "3",
            "unexpected `3` in the attribute\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body(
        "x -> #[init(zeros, ones)] dense<3>",
        &[(
            ",",
            "unexpected `,` in the attribute\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body(
        "x -> #[init(zeros) 3] dense<3>",
        &[(
            "3",
            "unexpected `3` in the attribute\nhelp: write `#[init(kaiming_normal)]` or `#[init(normal(0.0, 0.02))]`",
        )],
    );
    body(
        "x -> #[init(normal(.5))] dense<3>",
        &[(".", "a number begins with a digit\nhelp: write `0` before the point")],
    );
}

#[test]
fn frozen() {
    body(
        "x -> #[frozen(true)] dense<3>",
        &[("(true)", "unexpected `( … )` in the attribute\nhelp: write `#[frozen]`")],
    );
    body("x -> #[frozen = true] dense<3>", &[("=", "unexpected `=` in the attribute\nhelp: write `#[frozen]`")]);
}

#[test]
fn weight_decay() {
    body(
        "x -> #[weight_decay] dense<3>",
        &[("#[weight_decay]", "`#[weight_decay]` takes a number in parentheses\nhelp: write `#[weight_decay(0.0)]`")],
    );
    body(
        "x -> #[weight_decay = 0.1] dense<3>",
        &[(
            "#[weight_decay = 0.1]",
            "`#[weight_decay]` takes a number in parentheses\nhelp: write `#[weight_decay(0.0)]`",
        )],
    );
    body("x -> #[weight_decay()] dense<3>", &[(")", "expected a number, but nothing follows")]);
    body("x -> #[weight_decay(-0.1)] dense<3>", &[("-0.1", "weight decay is not negative, but it is -0.1 here")]);
    body("x -> #[weight_decay(1e999)] dense<3>", &[("1e999", "this number is too large")]);
    body(r#"x -> #[weight_decay("a")] dense<3>"#, &[(r#""a""#, "this is not a number")]);
    body(
        "x -> #[weight_decay(0.1, 0.2)] dense<3>",
        &[(",", "unexpected `,` in the attribute\nhelp: write `#[weight_decay(0.0)]`")],
    );
    body("x -> #[weight_decay(NAN)] dense<3>", &[("NAN", "expected a number, found `NAN`")]);
}

#[test]
fn key() {
    body(
        "x -> #[key] dense<3>",
        &[("#[key]", "`#[key]` takes a string in parentheses\nhelp: write `#[key(\"net.0\")]`")],
    );
    body(
        r#"x -> #[key = "a"] dense<3>"#,
        &[(r#"#[key = "a"]"#, "`#[key]` takes a string in parentheses\nhelp: write `#[key(\"net.0\")]`")],
    );
    body(
        r#"x -> #[key("")] dense<3>"#,
        &[(
            r#""""#,
            "a key is made of parts joined by `.`, each of letters, digits, `_` or `-`\nhelp: write `#[key(\"net.0\")]`",
        )],
    );
    body(
        r#"x -> #[key("a..b")] dense<3>"#,
        &[(
            r#""a..b""#,
            "a key is made of parts joined by `.`, each of letters, digits, `_` or `-`\nhelp: write `#[key(\"net.0\")]`",
        )],
    );
    body(
        r#"x -> #[key(".a")] dense<3>"#,
        &[(
            r#"".a""#,
            "a key is made of parts joined by `.`, each of letters, digits, `_` or `-`\nhelp: write `#[key(\"net.0\")]`",
        )],
    );
    body(
        r#"x -> #[key("a b")] dense<3>"#,
        &[(
            r#""a b""#,
            "a key is made of parts joined by `.`, each of letters, digits, `_` or `-`\nhelp: write `#[key(\"net.0\")]`",
        )],
    );
    body(
        r#"x -> #[key("a/ü")] dense<3>"#,
        &[(
            r#""a/ü""#,
            "a key is made of parts joined by `.`, each of letters, digits, `_` or `-`\nhelp: write `#[key(\"net.0\")]`",
        )],
    );
    body("x -> #[key(a)] dense<3>", &[("a", "expected a string, found `a`\nhelp: write `#[key(\"net.0\")]`")]);
    body(
        r#"x -> #[key("a", "b")] dense<3>"#,
        &[(",", "unexpected `,` in the attribute\nhelp: write `#[key(\"net.0\")]`")],
    );
}

#[test]
fn form() {
    body("x -> #![frozen] dense<3>", &[("#!", "an attribute of a stage begins with `#[`, without `!`")]);
    body("x -> # dense<3>", &[("dense", "expected `[` after `#`, found `dense`")]);
    body("x -> #[] dense<3>", &[("]", "expected the name of an attribute, but nothing follows")]);
    body("x -> #[3] dense<3>", &[("3", "expected the name of an attribute, found `3`")]);
}

#[test]
fn place() {
    body(
        "x -> #[frozen] [3]",
        &[("#[frozen]", "`#[frozen]` means nothing on a claim\nhelp: put it before a stage that has parameters")],
    );
    body(
        r#"x -> #[frozen] #[key("a")] residual { relu }"#,
        &[
            (
                "#[frozen]",
                "`#[frozen]` means nothing on `residual`\nhelp: put it before each stage of the block that it is meant for",
            ),
            (
                r#"#[key("a")]"#,
                "`#[key]` means nothing on `residual`\nhelp: put it before each stage of the block that it is meant for",
            ),
        ],
    );
    body(
        "x -> #[init(zeros)] repeat<2> { relu }",
        &[("#[init(zeros)]", "`#[init]` means nothing on `repeat`\nhelp: put it before the stages in the block")],
    );
    body("x -> a: #[frozen] dense<3>", &[("#", "attributes stand before the name")]);
}
