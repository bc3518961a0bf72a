//! The trainer: what it does with weights, what it says, what it refuses.

mod augment;
mod data;
mod panics;
mod steps;
mod warnings;
