//! Tests that have something built, side by side: each waits for one crate after the other.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))] // as the entry is
mod freestanding;
mod ui;
