//! The `network!` macro. Use it through `nn-runtime`, which re-exports it.
#![allow(dead_code)]

mod report;
mod syntax;
