//! Few channels of y, which do not fill vectors: the neighbours of a row, two at a time, do better.
//!
//! Two pixels of y side by side are one of twice as many channels. The kernel that makes them has more columns, by a stride: one pixel
//! of the pair makes nothing of the last ones, the other one nothing of the first.

use super::shape::Shape;
use crate::real::Real;
use crate::window::Window;
use crate::{MOST_LANES, Start};

impl Shape {
    /// The convolution to pairs of pixels, if vectors of so many numbers make it worth while.
    pub(super) const fn paired(self, lanes: usize) -> Option<Self> {
        let [rows, columns] = self.windows;
        let Window { kernel, stride, dilation, .. } = columns;
        if self.groups > 1
            || dilation > 1
            || kernel <= stride
            || 2 * self.outputs > lanes
            || !columns.output().is_multiple_of(2)
        {
            return None;
        }
        let columns = Window { kernel: kernel + stride, stride: 2 * stride, ..columns };
        Some(Self { windows: [rows, columns], outputs: 2 * self.outputs, ..self })
    }

    /// [`paired`](Self::paired) for vectors of any length.
    pub(super) const fn may_pair(self) -> Option<Self> {
        self.paired(MOST_LANES)
    }

    /// The numbers of the weight.
    pub const fn weights(self) -> usize {
        self.taps() * self.group_inputs() * self.outputs
    }
}

/// Makes the weights for pairs, `step` numbers for each channel of x, from those of a convolution of that `shape`.
pub(super) fn expand<T: Real>(shape: Shape, w: &[T], step: usize, expanded: &mut [T]) {
    let Shape { windows: [_, columns], inputs, outputs, .. } = shape;
    let (row, shift) = (columns.kernel * inputs, columns.stride * inputs);
    expanded.fill(T::default());
    for (w, expanded) in w.chunks_exact(row * outputs).zip(expanded.chunks_exact_mut((row + shift) * step)) {
        for (i, w) in w.chunks_exact(outputs).enumerate() {
            expanded[i * step..][..outputs].copy_from_slice(w);
            expanded[(i + shift) * step + outputs..][..outputs].copy_from_slice(w);
        }
    }
}

/// Both pixels of a pair have the same bias.
pub(super) fn expand_bias<T: Real>(bias: &[T], expanded: &mut [T]) {
    expanded.chunks_exact_mut(bias.len()).for_each(|pixel| pixel.copy_from_slice(bias));
}

/// Adds up the gradients for both pixels, from `start`.
pub(super) fn reduce<T: Real>(shape: Shape, expanded: &[T], w: &mut [T], start: Start<'_, T>) {
    let Shape { windows: [_, columns], inputs, outputs, .. } = shape;
    let (row, shift) = (columns.kernel * inputs, columns.stride * inputs);
    for (w, expanded) in w.chunks_exact_mut(row * outputs).zip(expanded.chunks_exact((row + shift) * 2 * outputs)) {
        for (i, w) in w.chunks_exact_mut(outputs).enumerate() {
            let (first, second) = (&expanded[i * 2 * outputs..], &expanded[(i + shift) * 2 * outputs + outputs..]);
            for ((w, &first), &second) in w.iter_mut().zip(first).zip(second) {
                *w = if matches!(start, Start::Add) { *w + first + second } else { first + second };
            }
        }
    }
}
