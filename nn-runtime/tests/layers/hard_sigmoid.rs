use nn_runtime::layers::HardSigmoid;

use crate::elementwise::{check_activation, check_values};

#[test]
fn hard_sigmoid() {
    check_activation(HardSigmoid, &[-3.0, 3.0], [0.0, 1.0], [0.0, 0.0]);
    check_values(HardSigmoid, &[(-4.0, 0.0), (-1.25, 0.2916666666666667), (2.5, 0.9166666666666666), (5.0, 1.0)]);
}
