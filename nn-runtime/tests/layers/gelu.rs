use nn_runtime::layers::{Gelu, GeluTanh};

use crate::elementwise::{check_activation, check_values};

#[test]
fn gelu() {
    check_activation(Gelu, &[], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(Gelu, &[(-8.0, -4.976_768_459_417_427e-15), (-1.25, -0.13206221708356908), (2.5, 2.4844758366855597)]);
}

#[test]
fn gelu_tanh() {
    check_activation(GeluTanh, &[], [0.0, f64::INFINITY], [0.0, 1.0]);
    check_values(GeluTanh, &[(-4.0, -7.024594819237268e-05), (-1.25, -0.1322857970302854), (2.5, 2.484915733910001)]);
}
