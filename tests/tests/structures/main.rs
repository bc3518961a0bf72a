//! Networks of every structure of the language, each proven by `nn_tests::structure`.

mod elsewhere;
mod fan_out;
mod frozen;
mod generics;
mod heads;
mod images;
mod in_place;
mod modes;
mod networks;
mod pooled;
mod ports;
mod repeat;
mod residual;
mod shapes;
mod shared;
mod stages;
mod weighted;

#[test]
fn every_level() {
    nn_tests::levels::run_others("every_level", &[]);
}
