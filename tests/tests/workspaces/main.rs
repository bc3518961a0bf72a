//! Whole training runs, and the memory they take.

mod seeds;
mod sizes;
