//! What the compiler says of definitions with one mistake each. Those that are right are in `right/`: without any that runs,
//! all are checked in one go, and nothing is built.
//!
//! Each file under `tests/ui/<topic>/` is one mistake, and the `.stderr` beside it what the compiler prints. To write
//! those anew, and then to read every line of them: `TRYBUILD=overwrite cargo test -p nn-tests --test builds ui`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use trybuild::TestCases;

#[test]
fn messages() {
    if is_pinned() {
        let cases = TestCases::new();
        topics().iter().for_each(|topic| cases.compile_fail(format!("tests/ui/{topic}/**/*.rs")));
    }
}

/// The folders of mistakes, in alphabetical order.
fn topics() -> Vec<String> {
    let entries = fs::read_dir("tests/ui").expect("tests/ui exists");
    let names = entries.map(|entry| entry.expect("tests/ui is read").file_name().into_string().expect("plain names"));
    let mut topics: Vec<_> = names.filter(|name| Path::new("tests/ui").join(name).is_dir()).collect();
    topics.sort();
    assert!(!topics.is_empty(), "there are cases");
    topics
}

/// Whether this is the compiler of `rust-toolchain.toml`: how it words and draws messages is judged by no other.
fn is_pinned() -> bool {
    let pinned = fs::read_to_string("../rust-toolchain.toml").expect("the workspace pins its toolchain");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("rustc runs").stdout;
    let version = String::from_utf8(version).expect("a version is text");
    let number = version.split_whitespace().nth(1).expect("`rustc` is followed by its number");
    pinned.contains(&format!("\"{number}\""))
}
