//! Two mistakes give the messages of both: neither hides the other, and nothing follows from them together.

use std::collections::BTreeSet;

use super::errors;

const RIGHT: &str = "
    pub Net(x: [8], image: [2, 4, 4]) -> (a: [4], b: [3]) {
        layer shared = dense<6> -> tanh;
        let h = x -> dense<8> -> relu -> dropout<0.5> -> Body;
        let left = h -> layer_norm -> dense<6> -> residual { dense<6> -> elu };
        let right = image -> flatten -> dense<8> -> [8] -> shared;
        let sum = left + right;
        a = sum -> batch_norm -> first: dense<4>;
        b = sum -> repeat<2> { dense<6> -> gelu } -> slice<0..3>;
    }
    Body(x: [8]) -> [5] { x -> dense<5> }";

/// What stands in the place of what, and the tokens that are underlined.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("x -> dense<8>", "x -> dens<8>", "dens"),
    ("relu ->", "relu<3> ->", "3"),
    ("relu ->", "#[init(zeros)] relu ->", "#[init(zeros)]"),
    ("dropout<0.5>", "dropout<50>", "50"),
    ("dropout<0.5>", "dropout", "dropout"),
    ("dropout<0.5> -> Body", "dropout<0.5> -> dense<9> -> Body", "Body"),
    ("x -> dense<5>", "x -> dense<7>", "dense<7>"),
    ("layer_norm", "layer_norm<eps = 0>", "eps = 0"),
    ("{ dense<6> -> elu }", "{ dense<7> -> elu }", "elu"),
    ("{ dense<6> -> elu }", "{ dense<6> -> elu -> reshape<[1, 1, 1, 6]> }", "[1, 1, 1, 6]"),
    ("tanh", "tahn", "tahn"),
    ("flatten", "flaten", "flaten"),
    ("[8] -> shared", "[9] -> shared", "[9]"),
    ("left + right", "left + rigth", "rigth"),
    ("batch_norm", "batch_norm<momentum = 2>", "momentum = 2"),
    ("first: dense<4>", "first: dense<5>", "dense<5>"),
    ("repeat<2>", "repeat<0>", "0"),
    ("{ dense<6> -> gelu }", "{ dense<9> -> gelu }", "gelu"),
    ("0..3", "0..2", "slice<0..2>"),
    ("let sum", "let spare = h -> dense<2>; let sum", "spare"),
    ("let sum", "let left = x; let sum", "left"),
];

/// The tokens that are underlined.
fn underlined(source: &str) -> BTreeSet<String> {
    errors(source).into_iter().map(|(tokens, _)| tokens).collect()
}

#[test]
fn each_mistake_gives_one_message() {
    assert_eq!(errors(RIGHT), []);
    for (right, wrong, tokens) in MISTAKES {
        assert!(RIGHT.contains(right), "{right}");
        assert_eq!(underlined(&RIGHT.replacen(right, wrong, 1)), BTreeSet::from([tokens.to_string()]), "{wrong}");
    }
}

#[test]
fn two_mistakes_give_the_messages_of_both() {
    for (i, (right, wrong, tokens)) in MISTAKES.iter().enumerate() {
        let one = RIGHT.replacen(right, wrong, 1);
        // Some stand in the place of the same tokens.
        for (right, other, more) in MISTAKES[i + 1..].iter().filter(|(right, ..)| one.contains(right)) {
            let both = one.replacen(right, other, 1);
            let expected = BTreeSet::from([tokens.to_string(), more.to_string()]);
            assert_eq!(underlined(&both), expected, "{wrong} and {other}: {:?}", errors(&both));
        }
    }
}
