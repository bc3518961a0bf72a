//! Orthogonal matrices.

use super::{Fans, Rng, normal};
use crate::scalar::Scalar;

/// A random matrix with `fan_in` columns, of which rows or columns, whichever are fewer, are orthogonal to one another
/// and `gain` long: what passes through keeps its length (A. M. Saxe et al., 1312.6120, section 3).
///
/// It is gain · Q of the decomposition Q R of a normal matrix, with the signs that make the diagonal of R positive, so that
/// every orthogonal matrix is equally likely (F. Mezzadri, math-ph/0609050, section 5). The numbers are those of a matrix that is
/// stored column by column, as weights are.
///
/// ```
/// use nn_runtime::initializers::{Fans, Rng, SeedableRng, orthogonal};
///
/// let mut weight = [0.0f64; 6]; // 2×3
/// orthogonal(&mut Rng::seed_from_u64(1), &mut weight, Fans { fan_in: 3, fan_out: 2 }, 1.0);
/// let [a, b, c, d, e, f] = weight;
/// assert!((a * b + c * d + e * f).abs() < 1e-15 && (a * a + c * c + e * e - 1.0).abs() < 1e-15);
/// ```
///
/// # Panics
///
/// If the numbers are not `fan_in` whole columns.
pub fn orthogonal<T: Scalar>(rng: &mut Rng, w: &mut [T], fans: Fans, gain: f64) {
    let columns = fans.fan_in;
    assert!(columns > 0 && w.len().is_multiple_of(columns), "{} numbers are not {columns} columns", w.len());
    let rows = w.len() / columns;
    normal(rng, w, fans, 1.0, 0.0, 1.0);
    let (count, len, across, along) = if rows < columns { (rows, columns, 1, rows) } else { (columns, rows, rows, 1) };
    Vectors { numbers: w, count, len, across, along }.make_orthonormal(rng);
    w.iter_mut().for_each(|w| *w = T::from_f64(gain * w.to_f64()));
}

/// The rows or the columns of a matrix: `count` vectors, number `k` of vector `i` at `numbers[i * across + k * along]`.
struct Vectors<'a, T> {
    numbers: &'a mut [T],
    count: usize,
    len: usize,
    across: usize,
    along: usize,
}

impl<T: Scalar> Vectors<'_, T> {
    /// Gram and Schmidt's way to Q, whose R has a positive diagonal by itself, and which needs no memory.
    fn make_orthonormal(&mut self, rng: &mut Rng) {
        for i in 0..self.count {
            self.normalise(i, rng);
            // A vector of which little is left has lost its digits, and with them the right angle: then once more.
            loop {
                for j in 0..i {
                    self.project_out(j, i);
                }
                if self.normalise(i, rng) >= 0.5 {
                    break;
                }
            }
        }
    }

    /// Where number `k` of vector `i` is.
    fn at(&self, i: usize, k: usize) -> usize {
        i * self.across + k * self.along
    }

    fn dot(&self, i: usize, j: usize) -> f64 {
        (0..self.len).map(|k| self.numbers[self.at(i, k)].to_f64() * self.numbers[self.at(j, k)].to_f64()).sum()
    }

    /// Takes from vector `i` what it has of the unit vector `j`.
    fn project_out(&mut self, j: usize, i: usize) {
        let part = self.dot(i, j);
        for k in 0..self.len {
            let (from, to) = (self.at(j, k), self.at(i, k));
            self.numbers[to] = T::from_f64(self.numbers[to].to_f64() - part * self.numbers[from].to_f64());
        }
    }

    /// Makes vector `i` 1 long, and tells how long it was. One so short that only rounding is left of it has no direction, or
    /// that of a vector before it, time and again: it is drawn anew.
    fn normalise(&mut self, i: usize, rng: &mut Rng) -> f64 {
        let length = Scalar::sqrt(self.dot(i, i));
        let rounding = T::EPSILON.to_f64() * 4.0 * self.count as f64;
        for k in 0..self.len {
            let at = self.at(i, k);
            if length > rounding {
                self.numbers[at] = T::from_f64(self.numbers[at].to_f64() / length);
            } else {
                normal(rng, &mut self.numbers[at..=at], Fans { fan_in: 1, fan_out: 1 }, 1.0, 0.0, 1.0);
            }
        }
        length
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;

    use super::*;
    use crate::initializers::SeedableRng;

    /// The largest distance of W Wᵀ or Wᵀ W, whichever is smaller, from gain² times the identity.
    fn error<T: Scalar>(rows: usize, columns: usize, gain: f64) -> f64 {
        let mut w = vec![T::ZERO; rows * columns];
        orthogonal(&mut Rng::seed_from_u64(3), &mut w, Fans { fan_in: columns, fan_out: rows }, gain);
        let at = |row: usize, column: usize| w[row + column * rows].to_f64();
        let wide = rows < columns;
        let (count, len) = (rows.min(columns), rows.max(columns));
        let number = |i: usize, k: usize| if wide { at(i, k) } else { at(k, i) };
        let mut largest = 0.0f64;
        for (i, j) in (0..count).flat_map(|i| (0..count).map(move |j| (i, j))) {
            let dot: f64 = (0..len).map(|k| number(i, k) * number(j, k)).sum();
            let expected = if i == j { gain * gain } else { 0.0 };
            largest = Scalar::abs(dot - expected).larger(largest);
        }
        largest
    }

    #[test]
    fn the_shorter_side_is_orthonormal() {
        for (rows, columns) in [(1, 1), (1, 7), (7, 1), (2, 2), (3, 8), (8, 3), (20, 33), (33, 20), (40, 40)] {
            for gain in [1.0, 1.5] {
                let (single, double) = (error::<f32>(rows, columns, gain), error::<f64>(rows, columns, gain));
                assert!(single < 2e-6 && double < 1e-14, "{rows}×{columns}, gain {gain}: {single} and {double}");
            }
        }
    }

    /// Q R is the normal matrix of the same seed, with R triangular and its diagonal positive.
    #[test]
    fn it_is_the_q_of_a_normal_matrix() {
        const N: usize = 5;
        let (mut q, mut a) = ([0.0f64; N * N], [0.0f64; N * N]);
        let fans = Fans { fan_in: N, fan_out: N };
        orthogonal(&mut Rng::seed_from_u64(5), &mut q, fans, 1.0);
        normal(&mut Rng::seed_from_u64(5), &mut a, fans, 1.0, 0.0, 1.0);
        for (i, j) in (0..N).flat_map(|i| (0..N).map(move |j| (i, j))) {
            let r: f64 = (0..N).map(|k| q[k + i * N] * a[k + j * N]).sum();
            assert!(if i == j { r > 0.0 } else { i < j || Scalar::abs(r) < 1e-14 }, "R[{i}, {j}] is {r}");
        }
    }

    /// Vectors without a direction of their own get one.
    #[test]
    fn vectors_that_depend_on_others_become_orthonormal() {
        for start in [[0.0f64; 9], [1.0; 9], [1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 0.0, 0.0, 0.0]] {
            let mut w = start;
            let mut vectors = Vectors { numbers: &mut w, count: 3, len: 3, across: 3, along: 1 };
            vectors.make_orthonormal(&mut Rng::seed_from_u64(1));
            for (i, j) in [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)] {
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!(Scalar::abs(vectors.dot(i, j) - expected) < 1e-14, "{start:?}: {i} and {j}");
            }
        }
    }

    #[test]
    #[should_panic = "7 numbers are not 3 columns"]
    fn other_lengths_are_refused() {
        orthogonal(&mut Rng::seed_from_u64(1), &mut [0.0f32; 7], Fans { fan_in: 3, fan_out: 2 }, 1.0);
    }
}
