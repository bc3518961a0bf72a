//! Large products over several threads.
//!
//! A product is cut into pieces of its columns, which for the forward pass and the gradients of inputs are parts of the
//! batch, and for the gradients of weights are input features. Every number of the result is the same sum in the same order
//! whatever piece it lies in, nor is memory needed for partial sums; so a single thread need not cut it.

use super::product::{Product, Right};
use crate::real::Real;
use crate::threads::{self, WORTH, both};

/// Each piece packs the left side anew; so many columns pay for that.
const COLUMNS: usize = 32;
/// Pieces, at most.
const MOST: usize = 16;

/// Runs `compute` on the pieces, side by side where there are several threads.
#[inline(always)]
pub(super) fn run<T: Real>(job: Product<'_, T>, compute: &(impl Fn(Product<'_, T>) + Sync)) {
    let count = threads::pieces(job.rows * job.columns * job.depth, WORTH, MOST.min(job.columns / COLUMNS));
    if count == 1 || !threads::several() { compute(job) } else { halve(job, count, compute) }
}

fn halve<T: Real>(job: Product<'_, T>, count: usize, compute: &(impl Fn(Product<'_, T>) + Sync)) {
    if count == 1 {
        return compute(job);
    }
    let half = (job.columns / 2).next_multiple_of(4);
    let (a, b) = split(job, half);
    both(|| halve(a, count / 2, compute), || halve(b, count / 2, compute));
}

/// The first `at` columns, and the others.
fn split<T: Real>(job: Product<'_, T>, at: usize) -> (Product<'_, T>, Product<'_, T>) {
    let Product { rows, columns, depth, left, right, out, start, relu } = job;
    let (out_a, out_b) = out.split_at_mut(at * rows);
    let (right_a, right_b) = match right {
        Right::Columns(values) => {
            let (a, b) = values.split_at(at * depth);
            (Right::Columns(a), Right::Columns(b))
        }
        Right::Rows { values, stride, first } => (right, Right::Rows { values, stride, first: first + at }),
    };
    (
        Product { rows, columns: at, depth, left, right: right_a, out: out_a, start, relu },
        Product { rows, columns: columns - at, depth, left, right: right_b, out: out_b, start, relu },
    )
}
