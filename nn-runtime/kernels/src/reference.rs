//! The product as one writes it down: what the fast one is tested against, and what targets without vectors run.

use super::product::{Left, Product, Right, Start};
use crate::real::Real;

/// C ← start + A·B, then ReLU if asked for.
pub fn product<T: Real>(job: Product<'_, T>) {
    let Product { rows, columns, depth, left, right, out, start, relu } = job;
    for j in 0..columns {
        for i in 0..rows {
            let place = &mut out[j * rows + i];
            let mut sum = match start {
                Start::Zero => T::default(),
                Start::Bias(bias) => bias[i],
                Start::Add => *place,
            };
            for k in 0..depth {
                let a = match left {
                    Left::Straight(a) => a[k * rows + i],
                    Left::Transposed(a) => a[i * depth + k],
                };
                let b = match right {
                    Right::Columns(b) => b[j * depth + k],
                    Right::Rows { values, stride, first } => values[k * stride + first + j],
                };
                sum += a * b;
            }
            *place = if relu { sum.rectified() } else { sum };
        }
    }
}
