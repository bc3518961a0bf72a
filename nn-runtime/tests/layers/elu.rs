use nn_runtime::layers::Elu;

use crate::elementwise::{check_activation, check_values};

#[test]
fn elu() {
    check_activation(Elu(0.7), &[0.0], [-0.7, f64::INFINITY], [0.0, 1.0]);
    check_values(Elu(0.7), &[(-1e-9, -6.999_999_996_500_001e-10), (-1.25, -0.49944664219786694), (2.5, 2.5)]);
}
