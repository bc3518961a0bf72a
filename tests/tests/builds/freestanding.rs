//! `freestanding/` trains a network without operating system, allocator or C library: built as a library, linked with nothing
//! but its entry, and run.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Runs a command and shows what it printed if it fails.
fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} ended with {}\n{out}{err}", output.status);
}

/// Builds the program in a profile, whose results lie in the folder `results`, and runs it.
fn trains_and_predicts(profile: &str, results: &str) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("freestanding");
    let build = Path::new(env!("CARGO_TARGET_TMPDIR")).join("freestanding");
    // The versions of the workspace, so that nothing has to be fetched for it.
    fs::copy(package.join("../../Cargo.lock"), package.join("Cargo.lock")).unwrap();
    run(Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["build", "--profile", profile, "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&build)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS"));

    let folder = build.join(results);
    let program = folder.join("program");
    run(Command::new("cc").args(["-nostdlib", "-static", "-o"]).args([
        &program,
        &package.join("start.s"),
        &folder.join("libfreestanding.a"),
    ]));
    run(&mut Command::new(program));
}

#[test]
fn a_network_trains_with_nothing_around_it() {
    trains_and_predicts("dev", "debug");
}

/// Optimisation puts calls of functions in the place of loops: they must be there too.
#[test]
#[ignore = "takes a minute to build; `.ci/run` runs it"]
fn an_optimised_network_trains_with_nothing_around_it() {
    trains_and_predicts("release", "release");
}
