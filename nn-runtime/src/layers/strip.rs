//! The part of a value that `concat` fills and `slice` takes.

use crate::scalar::Scalar;
use crate::sink::Sink;

/// A strip of a value that is seen as rows: the product of the dimensions before the axis many rows, of `total` scalars
/// each (the axis and what lies behind it), of which the strip is `len` from `start` on.
///
/// Of a value of shape [3, 8, 2], elements 2 to 6 of axis 1 are `Strip { outer: 3, total: 16, start: 4, len: 8 }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strip {
    /// The rows of a sample.
    pub outer: usize,
    /// The scalars of a row of the whole value.
    pub total: usize,
    /// The first scalar of the strip in each row.
    pub start: usize,
    /// The scalars of the strip in each row.
    pub len: usize,
}

impl Strip {
    /// The strips of `n` samples of the `whole` go to `part`.
    #[inline(always)]
    pub(super) fn take<T: Scalar>(self, whole: &[T], mut part: Sink<'_, T>, n: usize) {
        for row in 0..n * self.outer {
            let from = row * self.total + self.start;
            part.from(row * self.len).put_slice(&whole[from..from + self.len]);
        }
    }

    /// `part` goes to the strips of `n` samples of the `whole`; what lies beside them is left alone.
    #[inline(always)]
    pub(super) fn place<T: Scalar>(self, part: &[T], mut whole: Sink<'_, T>, n: usize) {
        for row in 0..n * self.outer {
            let from = row * self.len;
            whole.from(row * self.total + self.start).put_slice(&part[from..from + self.len]);
        }
    }
}
