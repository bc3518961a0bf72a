use nn_runtime::layers::Softplus;

use crate::elementwise::{check_activation, check_values};

#[test]
fn softplus() {
    check_activation(Softplus, &[], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(
        Softplus,
        &[(-40.0, 4.248_354_255_291_589e-18), (-1.25, 0.2519290813453729), (2.5, 2.5788897342925496)],
    );
}
