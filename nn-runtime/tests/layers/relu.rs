use nn_runtime::layers::Relu;

use crate::elementwise::{check_activation, check_values};

#[test]
fn relu() {
    check_activation(Relu, &[0.0], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(Relu, &[(-1.25, 0.0), (2.5, 2.5)]);
}
