//! Sums that several layers and losses take.

use crate::isa::Isa;
use crate::kernels::{MOST_LANES, Vector, apart};
use crate::scalar::Scalar;
use crate::sink::Beta;

/// Partial sums of one sum: it vectorises, and rounding errors grow an order of magnitude slower.
const LANES: usize = 8;

/// Σ value(i) over `i` below `len`.
#[inline(always)]
pub(crate) fn sum<T: Scalar>(len: usize, value: impl Fn(usize) -> T) -> T {
    if len < LANES {
        return (0..len).map(value).sum();
    }
    let mut sums = [T::ZERO; LANES];
    let whole = len - len % LANES;
    for start in (0..whole).step_by(LANES) {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += value(start + k);
        }
    }
    for (k, sum) in sums.iter_mut().take(len - whole).enumerate() {
        *sum += value(whole + k);
    }
    sums.into_iter().sum()
}

/// y += a x.
#[inline(always)]
pub(crate) fn axpy<T: Scalar>(a: T, x: &[T], y: &mut [T]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// The sum over the columns of `x`, which are as long as `sums`, stored or added.
#[inline(always)]
pub(crate) fn row_sums<T: Scalar, S: Isa>(isa: S, x: &[T], sums: &mut [T], beta: Beta) {
    let (rows, lanes) = (sums.len(), <T::Native<S::Simd>>::LANES);
    let mut row = 0;
    while row + 4 * lanes <= rows {
        strip_sums::<T, S, 4>(isa, x, row, sums, beta);
        row += 4 * lanes;
    }
    while row < rows {
        strip_sums::<T, S, 1>(isa, x, row, sums, beta);
        row += lanes;
    }
}

/// [`row_sums`] of `K` vectors of rows from `row` on, of which the last one may be cut short by the end of the column: it
/// then loads the beginning of the next one as well, and nobody asks for those sums.
#[inline(always)]
fn strip_sums<T: Scalar, S: Isa, const K: usize>(isa: S, x: &[T], row: usize, sums: &mut [T], beta: Beta) {
    let (simd, rows, lanes) = (isa.simd(), sums.len(), <T::Native<S::Simd>>::LANES);
    let mut totals = [<T::Native<S::Simd>>::splat(simd, T::ZERO); K];
    // Columns whose vectors end within `x`.
    let whole = (x.len() + rows).saturating_sub(row + K * lanes) / rows;
    for column in 0..whole {
        let x = &x[column * rows + row..][..K * lanes];
        for (k, total) in totals.iter_mut().enumerate() {
            *total = total.plus(Vector::load(simd, &x[k * lanes..][..lanes]));
        }
    }
    let mut ends = [[T::ZERO; MOST_LANES]; K];
    for (ends, total) in ends.iter_mut().zip(totals) {
        total.store(&mut ends[..lanes]);
    }
    for (k, ends) in ends.iter_mut().enumerate() {
        let row = row + k * lanes;
        let sums = &mut sums[row..rows.min(row + lanes)];
        for x in x.chunks_exact(rows).skip(whole) {
            ends.iter_mut().zip(&x[row..]).take(sums.len()).for_each(|(end, &x)| *end += x);
        }
        sums.iter_mut().zip(ends).for_each(|(sum, end)| beta.put(sum, *end));
    }
}

/// [`row_sums`] of `x` times the slopes of ReLU, whose outputs are `y`, with those products in place of `x`: in one pass over it. Columns
/// are at least as long as a vector.
#[inline(always)]
pub(crate) fn relu_row_sums<T: Scalar, S: Isa>(isa: S, y: &[T], x: &mut [T], sums: &mut [T], beta: Beta) {
    // One function for all layers.
    apart(
        isa,
        #[inline(always)]
        || {
            let (rows, lanes) = (sums.len(), <T::Native<S::Simd>>::LANES);
            let mut row = 0;
            while row + 2 * lanes <= rows {
                relu_strip_sums::<T, S, 2>(isa, y, x, row, 0, sums, beta);
                row += 2 * lanes;
            }
            while row < rows {
                // Where less than a vector is left, it begins earlier: what is multiplied once more by 0 or 1 stays what it is.
                let begin = row.min(rows - lanes);
                relu_strip_sums::<T, S, 1>(isa, y, x, begin, row - begin, sums, beta);
                row += lanes;
            }
        },
    );
}

/// [`relu_row_sums`] of `K` vectors of rows from `row` on, of which the first `done` have their sums.
#[inline(always)]
fn relu_strip_sums<T: Scalar, S: Isa, const K: usize>(
    isa: S,
    y: &[T],
    x: &mut [T],
    row: usize,
    done: usize,
    sums: &mut [T],
    beta: Beta,
) {
    let (simd, rows, lanes) = (isa.simd(), sums.len(), <T::Native<S::Simd>>::LANES);
    let [zero, one] = [T::ZERO, T::ONE].map(|number| <T::Native<S::Simd>>::splat(simd, number));
    let mut totals = [zero; K];
    for (x, y) in x.chunks_exact_mut(rows).zip(y.chunks_exact(rows)) {
        let (x, y) = (&mut x[row..][..K * lanes], &y[row..][..K * lanes]);
        for k in 0..K {
            let (x, y) = (&mut x[k * lanes..][..lanes], &y[k * lanes..][..lanes]);
            let slope = Vector::select(<T::Native<S::Simd>>::load(simd, y).equals(zero), zero, one);
            let product = <T::Native<S::Simd>>::load(simd, x).times(slope);
            product.store(x);
            totals[k] = totals[k].plus(product);
        }
    }
    let mut ends = [T::ZERO; MOST_LANES];
    for (k, total) in totals.into_iter().enumerate() {
        total.store(&mut ends[..lanes]);
        let sums = &mut sums[row + k * lanes..][..lanes];
        sums.iter_mut().zip(ends).skip(done).for_each(|(sum, end)| beta.put(sum, end));
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;
    use std::vec::Vec;

    use super::{relu_row_sums, row_sums};
    use crate::isa::{Isa, Level, Task};
    use crate::sink::Beta;

    struct Sums<'a>(&'a [f64], &'a mut [f64]);

    impl Task for Sums<'_> {
        type Output = ();

        #[inline(always)]
        fn run<S: Isa>(self, isa: S) {
            row_sums(isa, self.0, self.1, Beta::Store);
            row_sums(isa, self.0, self.1, Beta::Add);
        }
    }

    struct Slopes<'a>(&'a [f64], &'a mut [f64], &'a mut [f64]);

    impl Task for Slopes<'_> {
        type Output = ();

        #[inline(always)]
        fn run<S: Isa>(self, isa: S) {
            relu_row_sums(isa, self.0, self.1, self.2, Beta::Store);
            relu_row_sums(isa, self.0, self.1, self.2, Beta::Add);
        }
    }

    #[test]
    fn slopes_of_relu_are_taken_with_the_sums() {
        for level in Level::all() {
            for (rows, columns) in (8..70).flat_map(|rows| [(rows, 0), (rows, 1), (rows, 2), (rows, 5), (rows, 18)]) {
                let x: Vec<f64> = (0..rows * columns).map(|i| (i * i % 101) as f64).collect();
                let y: Vec<f64> = (0..rows * columns).map(|i| [0.0, 2.0, f64::NAN, 0.0, 0.5][i * 7 % 5]).collect();
                let products: Vec<f64> = x.iter().zip(&y).map(|(x, &y)| if y <= 0.0 { 0.0 } else { *x }).collect();
                let expected: Vec<f64> =
                    (0..rows).map(|r| products[r.min(x.len())..].iter().step_by(rows).sum::<f64>() * 2.0).collect();
                let (mut found, mut sums) = (x, vec![f64::NAN; rows]);
                level.run(Slopes(&y, &mut found, &mut sums));
                assert_eq!((found, sums), (products, expected), "{rows} rows, {columns} columns on {}", level.name());
            }
        }
    }

    /// Of columns shorter and longer than vectors, and of no column at all.
    #[test]
    fn rows_are_summed_whatever_their_number() {
        for level in Level::all() {
            for (rows, columns) in (1..70).flat_map(|rows| [(rows, 0), (rows, 1), (rows, 2), (rows, 5), (rows, 19)]) {
                let x: Vec<f64> = (0..rows * columns).map(|i| (i * i % 101) as f64).collect();
                let expected: Vec<f64> =
                    (0..rows).map(|r| x[r.min(x.len())..].iter().step_by(rows).sum::<f64>() * 2.0).collect();
                let mut sums = vec![f64::NAN; rows];
                level.run(Sums(&x, &mut sums));
                assert_eq!(sums, expected, "{rows} rows, {columns} columns on {}", level.name());
            }
        }
    }
}
