//! What the examples share, so that each of them can be about its network: reading data, splitting it, drawing.

pub mod digits;
pub mod plot;
#[cfg(feature = "service")]
pub mod service;

use std::error::Error;
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

/// The code of `README.md`, compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
