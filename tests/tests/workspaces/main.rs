//! Whole training runs, and the memory they take.

mod nested;
mod seeds;
mod sizes;
mod threads;

#[test]
fn every_level() {
    nn_tests::levels::run_others("every_level", &[]);
}
