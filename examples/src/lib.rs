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
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ends an example: a failure is told in plain words on standard error.
pub fn finish(result: Result<(), Box<dyn Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
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
