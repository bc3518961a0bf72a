//! What the compiler says of definitions with one mistake each. Those that are right are in `right/`: without any that runs,
//! all are checked in one go, and nothing is built.
//!
//! Each file under `tests/ui/<topic>/` is one mistake, and the `.stderr` beside it what the compiler prints. To write
//! those anew, and then to read every line of them: `TRYBUILD=overwrite cargo test -p nn-tests --test builds ui`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use trybuild::TestCases;

/// The flags that cases are compiled with. `trybuild` leaves out the last one when it checks what they depend on, which is then
/// checked twice; unless the environment gives both the same, for which the test runs itself.
const FLAGS: &[&str] = &["--cfg", "trybuild", "--verbose", "-A", "dead_code", "--diagnostic-width=140"];
const FLAGS_VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";

#[test]
fn messages() {
    let flags = FLAGS.join("\x1f");
    if !is_pinned() {
        return;
    }
    if env::var(FLAGS_VARIABLE).is_ok_and(|set| set == flags) {
        let cases = TestCases::new();
        return topics().iter().for_each(|topic| cases.compile_fail(format!("tests/ui/{topic}/**/*.rs")));
    }
    let mut again = Command::new(env::current_exe().expect("a test knows where it is"));
    again.args(["ui::messages", "--nocapture"]).args(env::args().filter(|arg| arg.starts_with("trybuild=")));
    let status = again.env(FLAGS_VARIABLE, flags).status().expect("a test runs itself");
    assert!(status.success(), "see above");
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
