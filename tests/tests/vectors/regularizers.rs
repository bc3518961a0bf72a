//! Penalties with their gradients, and bounded rows.

use nn_runtime::head::Linear;
use nn_runtime::initializers::Rng;
use nn_runtime::listing::{Listing, Order};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::regularizers::{L1, L2, MaxNorm, Penalty};
use nn_runtime::{Flat, Output, Scalar, SettingError, Stage, Values, flat};

use crate::file::{Case, Vectors};

const ROWS: usize = 6;
const COLUMNS: usize = 4;

flat! {
    /// A weight without a network.
    struct Weight<T> {
        w: SMatrix<T, ROWS, COLUMNS>,
    }
}

impl<T: Scalar> Stage for Weight<T> {
    type Input = Values<1>;
    type Output = Output<Linear, 1>;
    type As<U: Scalar> = Weight<U>;

    const NAME: &'static str = "weight";
    const INPUT_SHAPE: &'static [usize] = &[1];
    const OUTPUT_SHAPE: &'static [usize] = &[1];

    fn init(&mut self, _: &mut Rng) {}
    fn list(to: &mut Listing<'_>) {
        to.param("w", &[ROWS, COLUMNS], Order::Transposed);
    }
    fn forward(&self, _: &[T], _: &mut [T], _: &mut [T]) {}
    fn backward(&self, _: &[T], _: &[T], _: &[T], _: &mut [T], _: &mut Self) {}
}

fn weight<T: Scalar>(case: Case<'_>) -> Weight<T> {
    Weight { w: SMatrix::from_row_slice(&case.rounded("w")) }
}

/// The numbers of a matrix row by row.
fn by_rows<T: Scalar>(w: &SMatrix<T, ROWS, COLUMNS>) -> Vec<T> {
    w.transpose().as_flat().to_vec()
}

fn check_penalty<T: Scalar>(case: Case<'_>, penalty: impl Penalty) {
    let net = weight::<T>(case);
    let mut grads = Weight { w: SMatrix::repeat(T::ZERO) };
    penalty.add_to(&net, &mut grads);
    case.compare("penalty", &[penalty.penalty(&net)]);
    case.compare("dw", &by_rows(&grads.w));
}

fn check_norm<T: Scalar>(case: Case<'_>, max: f64) -> Result<(), SettingError> {
    let mut net = weight::<T>(case);
    MaxNorm::new(max)?.apply(&mut net);
    case.compare("bounded", &by_rows(&net.w));
    Ok(())
}

fn check<T: Scalar>() -> Result<(), SettingError> {
    let file = Vectors::read("regularizers");
    check_penalty::<T>(file.case("l1"), L1::new(0.3)?);
    check_penalty::<T>(file.case("l2"), L2::new(0.3)?);
    check_norm::<T>(file.case("max_norm"), 1.5)?;
    check_norm::<T>(file.case("max_norm_above"), 100.0)?;
    file.all_used();
    Ok(())
}

#[test]
fn regularizers_agree_with_pytorch() -> Result<(), SettingError> {
    check::<f32>()?;
    check::<f64>()
}
