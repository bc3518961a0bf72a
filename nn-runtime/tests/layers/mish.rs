use nn_runtime::layers::Mish;

use crate::elementwise::{check_activation, check_values};

#[test]
fn mish() {
    check_activation(Mish, &[], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(
        Mish,
        &[(-40.0, -1.699_341_702_116_635_5e-16), (-1.25, -0.3084139611415277), (2.5, 2.471392304557881)],
    );
}
