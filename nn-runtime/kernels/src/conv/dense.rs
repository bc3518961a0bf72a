//! Convolutions that are products of matrices: those of single pixels, and those whose kernel is the whole image.

use nn_isa::Level;

use super::{Convolution, Pass, Shape};
use crate::real::Real;
use crate::{Left, Product, Right, Start};

impl Shape {
    /// The pixels of a sample, each of which, with all its channels, is a column of its own.
    #[inline(always)]
    pub(super) const fn dense_columns(self) -> Option<usize> {
        let [rows, columns] = self.windows;
        let padding = rows.before + rows.after + columns.before + columns.after;
        if self.groups > 1 || padding > 0 {
            return None;
        }
        if rows.kernel * columns.kernel == 1 && rows.stride * columns.stride == 1 {
            return Some(rows.len * columns.len);
        }
        if rows.kernel == rows.len && columns.kernel == columns.len { Some(1) } else { None }
    }
}

/// Computes a convolution whose samples have so many columns.
#[inline(always)]
pub(super) fn convolution<T: Real>(level: Level, job: Convolution<'_, T>, columns: usize) {
    let Convolution { shape, samples, pass, .. } = job;
    let (inputs, outputs, columns) = (shape.x_len() / columns, shape.outputs, samples * columns);
    let product = match pass {
        Pass::Outputs { w, x, y: out, start, relu } => {
            let (left, right) = (Left::Straight(w), Right::Columns(x));
            Product { rows: outputs, columns, depth: inputs, left, right, out, start, relu }
        }
        Pass::Inputs { w, y, x: out, mut start, relu } => {
            // A bias is one of pixels, of which a column here may hold several.
            if let Start::Bias(bias) = start
                && bias.len() < inputs
            {
                out.chunks_exact_mut(bias.len()).for_each(|pixel| pixel.copy_from_slice(bias));
                start = Start::Add;
            }
            let (left, right) = (Left::Transposed(w), Right::Columns(y));
            Product { rows: inputs, columns, depth: outputs, left, right, out, start, relu }
        }
        Pass::Weights { x, y, w: out, start } => {
            let (left, right) = (Left::Straight(y), Right::Rows { values: x, stride: inputs, first: 0 });
            Product { rows: outputs, columns: inputs, depth: columns, left, right, out, start, relu: false }
        }
    };
    T::product(level, product);
}
