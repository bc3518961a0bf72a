//! Penalties against central differences, what they leave out, and rows against their bound.

extern crate std;

use std::format;
use std::string::ToString;

use nalgebra::{SMatrix, SVector};

use super::*;
use crate::head::Linear;
use crate::initializers::Rng;
use crate::listing::{Listing, Order};
use crate::memory::zeroed_box;
use crate::{Flat, Model, Network, Output, Scalar, SettingError, Stage, Values, flat, network};

network! {
    Net(x: [3]) -> [2] {
        x -> first: dense<4> -> relu -> #[frozen] second: dense<4> -> relu
          -> #[weight_decay(0.0)] third: dense<4> -> relu -> #[weight_decay(0.1)] fourth: dense<2>
    }
}

/// A network of numbers of all sizes, two of them 0.
fn net() -> Model<Net<f64>> {
    let mut net = Model::<Net<f64>>::zeroed();
    net.as_flat_mut().iter_mut().enumerate().for_each(|(i, w)| *w = 2.0 * libm::sin(1.0 + 12.9898 * i as f64));
    net.first.weight[3] = 0.0;
    net.first.bias[1] = 0.0;
    net
}

fn check<P: Penalty>(penalty: P) {
    let (mut net, h) = (net(), 1e-5);
    let mut grads = zeroed_box::<NetGrads<f64>>();
    grads.as_flat_mut().fill(3.0);
    penalty.add_to(net.params(), &mut grads);
    let mut seen = 0;
    for run in <Net<f64> as Network>::RUNS.as_slice() {
        for i in 0..run.len {
            let w = net.as_flat()[run.param + i];
            let mut at = |w: f64| {
                net.as_flat_mut()[run.param + i] = w;
                penalty.penalty(net.params())
            };
            let expected = (at(w + h) - at(w - h)) / (2.0 * h);
            at(w);
            let found = grads.as_flat()[run.grad + i] - 3.0;
            assert!((found - expected).abs() < 1e-8, "{penalty:?}: {found} at {w}, expected {expected}");
            assert_eq!(found == 0.0, run.decay == Some(0.0) || w == 0.0, "{penalty:?} at {w}");
            seen += 1;
        }
    }
    assert_eq!(seen, grads.as_flat().len());
}

#[test]
fn penalties_match_differences() -> Result<(), SettingError> {
    check(L1::new(0.3)?);
    check(L2::new(0.3)?);
    Ok(())
}

/// By hand: what is frozen or has no decay makes no difference, what has another decay does.
#[test]
fn penalties_are_sums_over_what_is_trained_and_decays() -> Result<(), SettingError> {
    let net = net();
    let first = net.first.as_flat().iter().chain(net.fourth.as_flat());
    let (sum, squares) = first.fold((0.0, 0.0), |(sum, squares), w| (sum + w.abs(), squares + w * w));
    assert!((L1::new(0.3)?.penalty(net.params()) - 0.3 * sum).abs() < 1e-12);
    assert!((L2::new(0.3)?.penalty(net.params()) - 0.15 * squares).abs() < 1e-12);
    Ok(())
}

#[test]
fn penalties_show_nan() -> Result<(), SettingError> {
    for slope in [L1::new(0.0)?.slope(f64::NAN), L2::new(0.0)?.slope(f64::NAN)] {
        assert!(slope.is_nan());
    }
    assert!(L1::new(0.0)?.of(f64::NAN).is_nan() && L2::new(0.0)?.of(f64::NAN).is_nan());
    Ok(())
}

#[test]
fn rows_end_at_their_bound() -> Result<(), SettingError> {
    let (mut bounded, before) = (net(), net());
    MaxNorm::new(2.5)?.apply(bounded.params_mut());
    let mut scaled = 0;
    let mut rows = |after: &[f64], before: &[f64], count: usize| {
        for i in 0..count {
            let norm = |w: &[f64]| w.iter().skip(i).step_by(count).map(|w| w * w).sum::<f64>();
            let (after, before) = (Scalar::sqrt(norm(after)), Scalar::sqrt(norm(before)));
            let expected = before.smaller(2.5);
            assert!((after - expected).abs() < 1e-6, "row {i}: {after} instead of {expected}");
            scaled += usize::from(before > 2.5);
        }
    };
    rows(bounded.first.weight.as_slice(), before.first.weight.as_slice(), 4);
    rows(bounded.third.weight.as_slice(), before.third.weight.as_slice(), 4);
    rows(bounded.fourth.weight.as_slice(), before.fourth.weight.as_slice(), 2);
    assert!((1..10).contains(&scaled), "{scaled} rows of 10 are too long");
    assert_eq!(bounded.second.as_flat(), before.second.as_flat(), "it is frozen");
    assert_eq!(bounded.first.bias, before.first.bias);
    assert_eq!(bounded.fourth.bias, before.fourth.bias);
    Ok(())
}

flat! {
    /// 20 rows that files and memory hold in the same order, more than are measured at a time.
    struct Table<T> {
        rows: SMatrix<T, 3, 20>,
        vector: SVector<T, 2>,
    }
}

impl<T: Scalar> Stage for Table<T> {
    type Input = Values<1>;
    type Output = Output<Linear, 1>;
    type As<U: Scalar> = Table<U>;

    const NAME: &'static str = "table";
    const INPUT_SHAPE: &'static [usize] = &[1];
    const OUTPUT_SHAPE: &'static [usize] = &[1];

    fn init(&mut self, _: &mut Rng) {}
    fn list(to: &mut Listing<'_>) {
        to.param("rows", &[20, 3], Order::Same);
        to.param("vector", &[2], Order::Same);
    }
    fn forward(&self, _: &[T], _: &mut [T], _: &mut [T]) {}
    fn backward(&self, _: &[T], _: &[T], _: &[T], _: &mut [T], _: &mut Self) {}
}

#[test]
fn rows_in_the_order_of_files_are_bounded_as_well() -> Result<(), SettingError> {
    let mut table = Table { rows: SMatrix::from_fn(|_, i| i as f32), vector: SVector::repeat(100.0) };
    table.rows[(1, 7)] = f32::NAN;
    let before = table.rows;
    MaxNorm::new(10.0)?.apply(&mut table);
    for (i, (row, before)) in table.rows.column_iter().zip(before.column_iter()).enumerate() {
        match i {
            7 => assert!(row[0] == 7.0 && row[1].is_nan() && row[2] == 7.0, "a row with a NaN stays"),
            0..=5 => assert_eq!(row, before),
            _ => assert!((row.norm() - 10.0).abs() < 1e-5, "row {i}: {row}"),
        }
    }
    assert_eq!(table.vector.as_slice(), [100.0; 2]);
    Ok(())
}

#[test]
fn settings_out_of_range_are_named() {
    for (error, expected) in [
        (L1::new(-0.1).unwrap_err(), "`lambda` of `L1` is -0.1, but must be finite and not below 0"),
        (L2::new(f64::NAN).unwrap_err(), "`lambda` of `L2` is NaN, but must be finite and not below 0"),
        (MaxNorm::new(0.0).unwrap_err(), "`max` of `MaxNorm` is 0, but must be finite and above 0"),
    ] {
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(format!("{:?}", MaxNorm::new(2.0)), "Ok(MaxNorm { max: 2.0 })");
}
