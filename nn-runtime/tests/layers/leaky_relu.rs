use nn_runtime::layers::LeakyRelu;

use crate::elementwise::{check_activation, check_values};

#[test]
fn leaky_relu() {
    check_activation(LeakyRelu(0.01), &[0.0], [-f64::INFINITY, f64::INFINITY], [0.01, 1.0]);
    check_values(LeakyRelu(0.01), &[(-1.25, -0.0125), (2.5, 2.5)]);
}
