//! `dense`, forward and backward.

use nn_runtime::isa::Portable;
use nn_runtime::layers::Identity;
use nn_runtime::layers::dense::{Dense, DenseNoBias, DenseParams, backward, forward};
use nn_runtime::nalgebra::{SMatrix, SVector};
use nn_runtime::sink::{Beta, Sink};
use nn_runtime::{Flat, Scalar};

use crate::file::{Case, Vectors};

const IN: usize = 4;
const OUT: usize = 3;
const COLUMNS: usize = 5;

fn weight<T: Scalar>(case: Case<'_>) -> SMatrix<T, OUT, IN> {
    SMatrix::from_row_slice(&case.rounded("param.weight"))
}

fn check<P: DenseParams>(case: Case<'_>, net: &P, mut grads: P) {
    let x = case.rounded::<P::T>("x");
    let mut y = [P::T::ZERO; OUT * COLUMNS];
    forward(Portable, Identity, net, &x, &mut y, COLUMNS);
    case.compare("y", &y);

    let (mut dy, mut dx) = (case.rounded("dy"), [P::T::ZERO; IN * COLUMNS]);
    let sink = Sink::Store(&mut dx);
    backward(Portable, Identity, net, &x, &y, &mut dy, sink, Some(&mut grads), Beta::Store, COLUMNS);
    case.compare("dx", &dx);
    let (weight, bias) = grads.parts();
    case.compare("grad.weight", SMatrix::<P::T, OUT, IN>::from_flat(weight).transpose().as_flat());
    if let Some(bias) = bias {
        case.compare("grad.bias", bias);
    }
}

fn check_in<T: Scalar>() {
    let file = Vectors::read("dense");
    let case = file.case("bias");
    let bias = SVector::from_column_slice(&case.rounded::<T>("param.bias"));
    let (zeros, no_bias) = (SMatrix::repeat(T::ZERO), SVector::repeat(T::ZERO));
    check(case, &Dense { weight: weight(case), bias }, Dense { weight: zeros, bias: no_bias });
    let case = file.case("no_bias");
    check(case, &DenseNoBias { weight: weight(case) }, DenseNoBias { weight: zeros });
    file.all_used();
}

#[test]
fn dense_agrees_with_pytorch() {
    check_in::<f32>();
    check_in::<f64>();
}
