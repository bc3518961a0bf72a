//! Every layer of the language, proven by `nn_tests::structure` and trained for a few steps.

mod declared;
mod gradients;
mod pools;
mod training;

#[test]
fn every_level() {
    nn_tests::levels::run_others("every_level", &[]);
}
