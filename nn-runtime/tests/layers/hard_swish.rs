use nn_runtime::layers::HardSwish;

use crate::elementwise::{check_activation, check_values};

#[test]
fn hard_swish() {
    check_activation(HardSwish, &[-3.0, 3.0], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(HardSwish, &[(-4.0, 0.0), (-1.25, -0.3645833333333333), (2.5, 2.2916666666666665), (5.0, 5.0)]);
}
