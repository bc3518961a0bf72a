use nn_runtime::layers::Tanh;

use crate::elementwise::{check_activation, check_values};

#[test]
fn tanh() {
    check_activation(Tanh, &[], [-1.0, 1.0], [0.0, 0.0]);
    check_values(Tanh, &[(-1.25, -0.8482836399575129), (1e-9, 1e-9), (2.5, 0.9866142981514303)]);
}
