use nn_runtime::layers::Silu;

use crate::elementwise::{check_activation, check_values};

#[test]
fn silu() {
    check_activation(Silu, &[], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(
        Silu,
        &[(-40.0, -1.699_341_702_116_635_5e-16), (-1.25, -0.27837517353163604), (2.5, 2.310354549946891)],
    );
}
