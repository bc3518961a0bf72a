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

/// What `digits` prints, which trains without a warning; its pictures go into a folder that is gone afterwards.
fn digits(args: &[&str]) -> String {
    let pictures = tempfile::tempdir().unwrap();
    let args = [args, &["--pictures", path(pictures.path())]].concat();
    let output = run(env!("CARGO_BIN_EXE_digits"), &args);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && told.contains("epoch 1/") && !told.contains("warning"), "{told}");
    let text = String::from_utf8(output.stdout).unwrap();
    for name in ["curves.svg", "confusion.svg", "digits.png"] {
        assert!(std::fs::metadata(pictures.path().join(name)).unwrap().len() > 1000, "{name}");
    }
    text
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
    assert!(text.contains("read back, it predicts the same"), "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("test accuracy: ") && last.ends_with(" %"), "{last}");
    assert!(number(last, "test accuracy: ", " %") >= 95.5, "{last}");

    let text = stdout(env!("CARGO_BIN_EXE_infer"), &[path(&weights)]);
    assert!(number(&text, "scalars)\n", " of 1797") >= 0.97 * 1797.0, "{text}");
}

/// Nothing is lost where nothing can be printed: the model is saved, and the failure told in the end.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_costs_words_alone() {
    let folder = tempfile::tempdir().unwrap();
    let weights = folder.path().join("digits.safetensors");
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut digits = Command::new(env!("CARGO_BIN_EXE_digits"));
    digits.args(["--epochs", "1", "--save", path(&weights), "--pictures", path(folder.path())]).stdout(full());
    let output = digits.output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.ends_with("error: cannot print: No space left on device (os error 28)\n"), "{told}");
    assert!(std::fs::metadata(&weights).unwrap().len() > 10_000);
    assert_eq!(digits.stderr(full()).status().unwrap().code(), Some(1), "nor does it panic where no error can be told");
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
fn digits_says_where_nothing_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let model = folder.path().join("digits.safetensors");
    for (args, message) in [
        (
            ["--save", path(&file.join("digits.safetensors")), "--pictures", path(folder.path())],
            "cannot make the folder `",
        ),
        (["--save", path(&model), "--pictures", path(&file)], "cannot make the folder `"),
        (["--save", path(folder.path()), "--pictures", path(folder.path())], "cannot write the weights to `"),
    ] {
        let text = stderr(env!("CARGO_BIN_EXE_digits"), &[&["--epochs", "1"], &args[..]].concat());
        assert!(text.contains(message), "{text}");
    }
}

/// Where there is no room for a file, as on a full disk, the one that was there before is still there.
#[test]
#[cfg(unix)]
fn a_file_that_does_not_fit_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("digits.safetensors");
    let args = ["--epochs", "1", "--save", path(&model), "--pictures", path(folder.path())];
    digits(&args[..4]);
    let before = std::fs::read(&model).unwrap();

    // No file may grow beyond 8 blocks of 512 bytes; writing on is an error instead of a signal.
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_digits");
    let text = stderr("sh", &[&["-c", limited, program, "--seed", "2"], &args[..]].concat());
    assert!(text.contains("cannot write the weights to `") && text.contains("File too large"), "{text}");
    assert_eq!(std::fs::read(&model).unwrap(), before);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["digits.safetensors"], "nothing is left of what was begun");
}

/// Ctrl-C ends a training that would go on for hours; model and pictures are there all the same.
#[test]
#[cfg(unix)]
fn digits_keeps_what_it_learned_when_it_is_interrupted() {
    use std::io::{BufRead, BufReader, Read};
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("digits.safetensors");
    let args = ["--epochs", "1000000", "--save", path(&model), "--pictures", path(folder.path())];
    let mut command = Command::new(env!("CARGO_BIN_EXE_digits"));
    let mut child = command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(told.next().unwrap().unwrap().starts_with("epoch 1/1000000: "));
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success() && child.wait().unwrap().success());
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("read back, it predicts the same") && text.contains("test accuracy: "), "{text}");
    assert!(told.any(|line| line.unwrap().contains("stopped when asked to")));
}

#[test]
fn diagnosis_finds_malignant_tumours() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(env!("CARGO_BIN_EXE_diagnosis"), &["--folder", path(folder.path())]);
    assert!(number(&text, "ROC curve: ", "\n") > 0.98, "{text}");
    assert!(number(&text, "sensitivity: ", " %") >= 94.0 && number(&text, "specificity: ", " %") >= 85.0, "{text}");
    assert!(folder.path().join("confusion.svg").exists());
}

/// A tenth of the training that the example has otherwise: far from its best, and far better than chance.
#[test]
fn mnist_reads_digits_that_it_never_saw() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(env!("CARGO_BIN_EXE_mnist"), &["--epochs", "1", "--folder", path(folder.path())]);
    assert!(text.contains(" % of 1000 digits that it never saw"), "{text}");
    assert!(number(&text, "test accuracy: ", " %") >= 85.0, "{text}");
    for name in ["curves.svg", "confusion.svg", "digits.png", "filters.png"] {
        assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 1000, "{name}");
    }
}

/// A few epochs: the average digit explains nothing, and this is well on the way.
#[test]
fn autoencoder_rebuilds_digits_that_it_never_saw() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(env!("CARGO_BIN_EXE_autoencoder"), &["--epochs", "3", "--folder", path(folder.path())]);
    assert!(number(&text, "variance explained: ", " %") >= 30.0, "{text}");
    for name in ["rebuilt.png", "between.png"] {
        assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 1000, "{name}");
    }
}

/// A few epochs: far from its best, and far better than chance.
#[test]
fn detect_finds_digits_that_it_never_saw() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(env!("CARGO_BIN_EXE_detect"), &["--epochs", "3", "--folder", path(folder.path())]);
    assert!(number(&text, "intersection over union ", " on average") >= 0.15, "{text}");
    assert!(number(&text, "digit: ", " %") >= 30.0, "{text}");
    assert!(folder.path().join("boxes.png").exists());
}

#[test]
fn medical_finds_atypical_cells_by_their_nuclei() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["--cells", "400", "--epochs", "12", "--folder", path(folder.path())];
    let text = stdout(env!("CARGO_BIN_EXE_medical"), &args);
    assert!(number(&text, "ROC curve: ", "\n") > 0.85, "{text}");
    assert!(number(&text, "sensitivity: ", " %") >= 75.0, "{text}");
    let [inside, area] =
        [("looks at, ", " %"), ("which is ", " %")].map(|(before, after)| number(&text, before, after));
    assert!(inside > 1.5 * area, "{text}");
    assert!(folder.path().join("roc.svg").exists() && folder.path().join("looks.png").exists());
}

#[test]
fn fraud_costs_less_at_its_own_threshold() {
    let text = stdout(env!("CARGO_BIN_EXE_fraud"), &[]);
    let [all, none, own] = ["block all:", "let all through:", "block from 9 %:"].map(|what| number(&text, what, "\n"));
    assert!(own < 0.5 * all && own < 0.1 * none, "{text}");
}

#[test]
fn widths_compares_four_networks() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(env!("CARGO_BIN_EXE_widths"), &["--seeds", "2", "--folder", path(folder.path())]);
    assert!(text.contains("(accuracy on the test part, 2 seeds)") && text.contains(" * 0.9"), "{text}");
    assert_eq!(std::fs::read_to_string(folder.path().join("widths.csv")).unwrap().lines().count(), 1 + 4 * 2);
    assert!(folder.path().join("widths.svg").exists());
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

/// Runs the benchmark for a moment; its table, and what it writes for programs.
fn bench(filter: &str) -> (String, Vec<serde_json::Value>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("results.json");
    let args = ["--seconds", "0.02", "--filter", filter, "--json", path(&file)];
    let text = stdout(env!("CARGO_BIN_EXE_bench"), &args);
    (text, serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap())
}

#[test]
fn bench_writes_what_it_measured() {
    // Training: 2·4 (3 (2·8 + 8·1) − 2·8), for nobody asks for the gradient of the input. One sample: 2 (2·8 + 8·1).
    // Of the deep network the products count alone.
    let deep = 32 * 64 + 7 * 64 * 64 + 64 * 8;
    for (workload, operations) in [("xor", [448, 48]), ("mlp_deep", [2 * 16 * (3 * deep - 32 * 64), 2 * deep])] {
        let (_, rows) = bench(workload);
        assert_eq!(rows.len(), 2);
        for ((row, mode), operations) in rows.iter().zip(["train", "infer"]).zip(operations) {
            assert_eq!((&row["workload"], &row["mode"], &row["threads"]), (&workload.into(), &mode.into(), &1.into()));
            let number = |field: &str| row[field].as_f64().unwrap();
            let near = |a: f64, b: f64| assert!((a - b).abs() < 0.02 * b, "{row}");
            near(1000.0 * number("gflops") * number("us_min"), f64::from(operations));
            near(number("peak_fraction") * number("peak_gflops"), number("gflops"));
            assert!(0.0 < number("us_min") && number("us_min") <= number("us_median"), "{row}");
            assert_eq!(row.as_object().unwrap().len(), 8, "{row}");
        }
    }
}

#[test]
fn bench_prints_a_table_and_allocates_nothing() {
    let (text, _) = bench("mlp_odd");
    let rows: Vec<Vec<_>> = text.lines().skip(3).take(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!((rows.len(), text.trim_end().lines().count()), (2, 5), "{text}");
    for (row, mode) in rows.iter().zip(["train", "infer"]) {
        assert_eq!((row[..3].to_vec(), row.last()), (vec!["mlp_odd", mode, "1"], Some(&"0")), "{text}");
        assert!(row[8].parse::<usize>().unwrap() > 4 * 53, "{text}");
    }
}

#[test]
fn bench_measures_numbers_of_threads() {
    let text = stdout(env!("CARGO_BIN_EXE_bench"), &["--seconds", "0.02", "--filter", "xor", "--threads", "2,1"]);
    let threads: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("xor")?.split_whitespace().nth(1)).collect();
    assert_eq!(threads, ["2", "2", "1", "1"], "{text}");
    assert!(stderr(env!("CARGO_BIN_EXE_bench"), &["--threads", "0"]).contains("invalid value '0' for '--threads"));
}

#[test]
fn bench_says_what_it_lacks() {
    let program = env!("CARGO_BIN_EXE_bench");
    let text = stderr(program, &["--filter", "gan"]);
    assert!(text.contains("no workload's name holds `gan`: there are xor, mlp_small,"), "{text}");

    let missing = ["--filter", "xor", "--torch", "/no/such/python"];
    let text = stderr(program, &missing);
    assert!(text.contains("--torch: cannot run Python as `/no/such/python`: "), "{text}");
}

#[test]
#[cfg(unix)]
fn bench_says_which_packages_python_lacks() {
    use std::os::unix::fs::OpenOptionsExt;
    let folder = tempfile::tempdir().unwrap();
    let python = folder.path().join("python");
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o755).open(&python).unwrap();
    std::io::Write::write_all(&mut file, b"#!/bin/sh\necho \"No module named 'torch'\" >&2\nexit 1\n").unwrap();
    drop(file);
    let text = stderr(env!("CARGO_BIN_EXE_bench"), &["--filter", "xor", "--torch", path(&python)]);
    assert!(text.contains("needs the packages torch and safetensors: No module named 'torch'"), "{text}");
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
