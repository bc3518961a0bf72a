use nn_runtime::layers::Selu;

use crate::elementwise::{check_activation, check_values};

#[test]
fn selu() {
    check_activation(Selu, &[0.0], [-1.7580993408473768, f64::INFINITY], [0.0, 1.0507009873554805]);
    check_values(Selu, &[(-1e-9, -1.758_099_339_968_327_4e-9), (-1.25, -1.254395446337865), (2.5, 2.6267524683887014)]);
}
