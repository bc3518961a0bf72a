use nn_runtime::layers::Sigmoid;

use crate::elementwise::{check_activation, check_values};

#[test]
fn sigmoid() {
    check_activation(Sigmoid, &[], [0.0, 1.0], [0.0, 0.0]);
    check_values(
        Sigmoid,
        &[(-40.0, 4.248_354_255_291_589e-18), (-1.25, 0.22270013882530884), (2.5, 0.9241418199787564)],
    );
}
