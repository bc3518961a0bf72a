//! Every example runs, and ends with what it promises.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use nn_runtime::network;

network! {
    /// Like the network of `digits`, but for one activation: every shape is the same.
    Other(pixels: [64]) -> [10] {
        pixels -> hidden: dense<128> -> relu -> dense<64> -> tanh -> head: dense<10>
    }
}

fn run(program: &str, args: &[&str]) -> Output {
    Command::new(program).args(args).output().unwrap()
}

/// What an example prints that ends well.
fn stdout(program: &str, args: &[&str]) -> String {
    let output = run(program, args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What an example says that ends badly.
fn stderr(program: &str, args: &[&str]) -> String {
    let output = run(program, args);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// The number between the last `before` and the `after` that follows it.
fn number(text: &str, before: &str, after: &str) -> f64 {
    let rest = text.rsplit(before).next().filter(|rest| rest.len() < text.len()).expect(before);
    rest.split(after).next().and_then(|number| number.trim().parse().ok()).expect(rest)
}

fn digits(args: &[&str]) -> String {
    stdout(env!("CARGO_BIN_EXE_digits"), args)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn digits_are_read_and_the_weights_serve_inference_alone() {
    let folder = tempfile::tempdir().unwrap();
    let weights = folder.path().join("new").join("digits.safetensors");
    let text = digits(&["--save", path(&weights)]);
    let summary = text.split("\n\nseed 1:").next().unwrap();
    assert!(include_str!("../../README.md").contains(summary), "the README shows another summary than\n{summary}");
    assert!(text.contains("read back, they predict the same"), "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("test accuracy: ") && last.ends_with(" %"), "{last}");
    assert!(number(last, "test accuracy: ", " %") >= 95.5, "{last}");

    let text = stdout(env!("CARGO_BIN_EXE_infer"), &[path(&weights)]);
    assert!(number(&text, "scalars)\n", " of 1797") >= 0.97 * 1797.0, "{text}");
}

#[test]
fn the_readme_shows_an_error_where_digits_would_have_it() {
    let source = include_str!("../src/bin/digits.rs").lines();
    let (line, text) = (1..).zip(source).find(|(_, text)| text.contains("-> head: dense<10>")).unwrap();
    let (column, text) = (text.find("dense").unwrap() + 1, text.replace("10", "11"));
    let underlined = format!("{line} | {text}\n   | {:>1$}", "^^^^^^^^^", column + 8);
    let expected = format!("  --> examples/src/bin/digits.rs:{line}:{column}\n   |\n{underlined}\n");
    assert!(include_str!("../../README.md").contains(&expected), "{expected}");
}

#[test]
fn digits_runs_several_seeds_and_gives_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    let args = |save| ["--seeds", "2", "--seed", "7", "--epochs", "2", "--save", save];
    let text = digits(&args(path(&first)));
    let found: Vec<_> = text.lines().rev().take(4).collect();
    assert!(found[3].starts_with("seed 7: ") && found[2].starts_with("seed 8: "), "{text}");
    let [a, b] = [found[3], found[2]].map(|line| number(line, ": ", " %"));
    assert!((number(found[0], "test accuracy: ", " %") - (a + b) / 2.0).abs() < 0.011, "{text}");

    digits(&args(path(&second)));
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
}

#[test]
fn digits_refuses_arguments_that_make_no_sense() {
    for (args, message) in [
        (["--epochs", "0"], "invalid value '0' for '--epochs <EPOCHS>'"),
        (["--seeds", "0"], "invalid value '0' for '--seeds <SEEDS>'"),
        (["--seed", "one"], "invalid value 'one' for '--seed <SEED>'"),
        (["--speed", "1"], "unexpected argument '--speed' found"),
    ] {
        let text = stderr(env!("CARGO_BIN_EXE_digits"), &args);
        assert!(text.contains(message), "{text}");
    }
}

#[test]
fn infer_says_what_is_wrong_with_a_file() {
    let infer = |weights: &Path| stderr(env!("CARGO_BIN_EXE_infer"), &[path(weights)]);
    let folder = tempfile::tempdir().unwrap();
    let weights = folder.path().join("other.safetensors");

    let text = infer(&weights);
    assert!(text.contains("cannot read the weights from") && text.contains("other.safetensors"), "{text}");
    Other::init(1).save(&weights).unwrap();
    let text = infer(&weights);
    assert!(text.contains("another architecture") && text.contains("`Other`") && text.contains("`Digits`"), "{text}");
    std::fs::write(&weights, "no weights").unwrap();
    let text = infer(&weights);
    assert!(text.contains("not in the safetensors format"), "{text}");
}

#[test]
fn xor_learns_all_four_cases() {
    let text = stdout(env!("CARGO_BIN_EXE_xor"), &[]);
    assert!(text.ends_with("0 xor 0 = 0\n0 xor 1 = 1\n1 xor 0 = 1\n1 xor 1 = 0\n"), "{text}");
}

#[test]
fn regression_finds_the_curve_behind_the_noise() {
    let text = stdout(env!("CARGO_BIN_EXE_regression"), &[]);
    assert!(text.contains('●'), "{text}");
    assert!(number(&text, "without noise: ", "\n") < 0.05, "{text}");
}

#[test]
fn two_heads_learns_both_outputs() {
    let text = stdout(env!("CARGO_BIN_EXE_two_heads"), &[]);
    assert!(number(&text, "class: ", " %") >= 95.0, "{text}");
    assert!(number(&text, "off by ", " mm") < number(&text, "a pixel is ", " mm") / 2.0, "{text}");
}

#[test]
fn transfer_trains_the_head_alone() {
    let text = stdout(env!("CARGO_BIN_EXE_transfer"), &[]);
    assert!(
        text.contains("\n130 of 16706 parameters have gradients\nthe body is what it was, bit for bit\n"),
        "{text}"
    );
    assert!(number(&text, "transferred: ", " %") >= 85.0, "{text}");
}

#[test]
fn custom_is_checked_and_trained() {
    let text = stdout(env!("CARGO_BIN_EXE_custom"), &[]);
    assert!(number(&text, "the worst relative error is ", ",") < 1e-6, "{text}");
    assert!(number(&text, "from the sine: ", "\n") < 0.1, "{text}");
}

#[test]
#[cfg(unix)]
fn an_example_that_nobody_reads_on_ends_quietly() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_xor")).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert!(!output.status.success(), "it had nobody to write to");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
