//! The trainer: what it does with weights, what it says, what it refuses.

mod data;
mod steps;
mod warnings;
