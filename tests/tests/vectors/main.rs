//! Against PyTorch: what it computed lies in `vectors/`, written by `vectors.py`. (Metrics and scalings: against scikit-learn.)

mod activations;
mod convolutions;
mod dense;
mod file;
mod initializers;
mod layer;
mod losses;
mod metrics;
mod norms;
mod optimizers;
mod pools;
mod regularizers;
mod scalings;
mod schedules;
mod shapes;
mod training;

#[test]
fn every_level() {
    nn_tests::levels::run_others("every_level", &[]);
}
