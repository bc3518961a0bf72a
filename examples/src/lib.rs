//! What the examples share, so that each of them can be about its network: reading data, splitting it, drawing.

pub mod cells;
pub mod digits;
pub mod figures;
pub mod intervals;
pub mod mnist;
pub mod occlusion;
pub mod plot;
pub mod scenes;
#[cfg(feature = "service")]
pub mod service;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::{fmt, fs};

/// Why something could not be printed.
static UNPRINTED: OnceLock<io::Error> = OnceLock::new();

/// Ends an example: a failure is told in plain words on standard error.
pub fn finish(result: Result<(), Box<dyn Error>>) -> ExitCode {
    let unprinted = || UNPRINTED.get().map_or(Ok(()), |error| Err(format!("cannot print: {error}").into()));
    match result.and_then(|()| unprinted()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}"); // the status tells it all the same
            ExitCode::FAILURE
        }
    }
}

/// Prints a line. Where that is not possible, on a full disk say, the example goes on, so that no work is lost; [`finish`] tells of it.
pub fn print(line: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        UNPRINTED.get_or_init(|| error);
    }
}

/// Where a file of data lies that ships with the examples.
pub fn data_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// Makes a folder and those above it, where they are not there yet.
///
/// # Errors
///
/// If that is not possible; the message names the folder.
pub fn folder(path: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(path).map_err(|error| format!("cannot make the folder `{}`: {error}", path.display()).into())
}

/// The code of `README.md`, compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// [`std::println`], but for what [`print()`] does where it panics.
#[macro_export]
macro_rules! println {
    () => {
        $crate::println!("")
    };
    ($($line:tt)+) => {
        $crate::print(::core::format_args!($($line)+))
    };
}
