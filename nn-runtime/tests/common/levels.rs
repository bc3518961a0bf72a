//! Tests that compare numbers run on every instruction set that the processor has.
//!
//! A test binary has one test that calls [`run_others`]: it runs the whole binary once more for each level that is not the
//! current one, forced by `NN_ISA`. What calls kernels without going through a workspace finds its token by `on_level!`.

use std::env::{current_exe, var_os};
use std::io::{Write, stderr};
use std::process::Command;
use std::string::String;

use nn_runtime::isa::Level;

/// Evaluates an expression with the token of the current level: `on_level!(|isa| forward(isa, x, y))`.
#[macro_export]
macro_rules! on_level {
    (|$isa:ident| $body:expr) => {{
        use nn_runtime::isa::{Level, Portable};
        match Level::current() {
            Level::Portable => {
                let $isa = Portable;
                $body
            }
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Avx2($isa) => $body,
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Avx512($isa) => $body,
        }
    }};
}

/// Runs this test binary on all other levels, but for the test `skip` that calls this; of the others those whose names contain one
/// of `filters`, or all where there are none. A level that the processor lacks is
/// named and left out. With `NN_ISA` set, that level is all that is asked for.
pub fn run_others(skip: &str, filters: &[&str]) {
    if var_os("NN_ISA").is_some() {
        return;
    }
    // Not `eprintln!`, of which the harness shows nothing where a test passes.
    let mut terminal = stderr();
    for name in Level::NAMES {
        let Some(level) = Level::all().find(|level| level.name() == *name) else {
            writeln!(terminal, "left out: {name}, which this processor lacks").unwrap();
            continue;
        };
        if level.name() != Level::current().name() {
            let mut command = Command::new(current_exe().unwrap());
            let output = command.env("NN_ISA", name).args(["--skip", skip]).args(filters).output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && !text.contains(" 0 passed"), "with NN_ISA={name}\n{text}");
        }
    }
}
