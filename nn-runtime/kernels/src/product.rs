//! C ← A·B over matrices stored by columns, for any shape.
//!
//! The three products of a dense layer are one routine: `W·X` takes both sides as they lie, `dY·Xᵀ` the right one by
//! rows, `Wᵀ·dY` the left one transposed. Here is what is asked for; [`blocks`](super::blocks) says in which order it is
//! computed.

use nn_isa::{Isa, Level, Portable, Task};

use super::blocks::Blocks;
use super::column;
use crate::Beta;
use crate::real::Real;

/// A, rows × depth.
#[derive(Clone, Copy, Debug)]
pub enum Left<'a, T> {
    /// By columns: A[i, k] = `a[k * rows + i]`.
    Straight(&'a [T]),
    /// By rows, that is the transpose of a matrix by columns: A[i, k] = `a[i * depth + k]`.
    Transposed(&'a [T]),
}

/// B, depth × columns.
#[derive(Clone, Copy, Debug)]
pub enum Right<'a, T> {
    /// By columns: B[k, j] = `b[j * depth + k]`.
    Columns(&'a [T]),
    /// By rows of `stride` numbers, that is the transpose of a matrix by columns: B[k, j] = `b[k * stride + first + j]`.
    Rows { values: &'a [T], stride: usize, first: usize },
}

/// What the product is added to.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a, T> {
    /// Nothing: C is overwritten.
    Zero,
    /// A number for each row; C is overwritten.
    Bias(&'a [T]),
    /// What C holds.
    Add,
}

impl<T> From<Beta> for Start<'_, T> {
    #[inline(always)]
    fn from(beta: Beta) -> Self {
        match beta {
            Beta::Store => Self::Zero,
            Beta::Add => Self::Add,
        }
    }
}

/// C ← start + A·B, then ReLU where asked for; C is rows × columns, by columns.
#[derive(Debug)]
pub struct Product<'a, T> {
    pub rows: usize,
    pub columns: usize,
    pub depth: usize,
    pub left: Left<'a, T>,
    pub right: Right<'a, T>,
    pub out: &'a mut [T],
    pub start: Start<'a, T>,
    pub relu: bool,
}

/// The bytes of packed panels, which lie on the stack: the most that any product takes, and what smaller ones get along
/// with, since what is not needed would have to be zeroed all the same.
pub const LARGEST: usize = 80 << 10;
pub const LARGE: usize = 36 << 10;
pub const MEDIUM: usize = 18 << 10;
pub const SMALL: usize = 4 << 10;

impl<T: Real> Product<'_, T> {
    /// Runs `compute` on this product, or on pieces of it side by side.
    #[inline(always)]
    pub fn in_pieces(self, compute: &(impl Fn(Product<'_, T>) + Sync)) {
        #[cfg(feature = "rayon")]
        return super::pieces::run(self, compute);
        #[cfg(not(feature = "rayon"))]
        compute(self);
    }

    /// Computes it on `level`; the constants are the numbers that `SMALL` to `LARGEST` bytes hold.
    ///
    /// It goes on by reference: each copy of a description so long would wait for its parts to be written.
    #[inline(always)]
    pub fn compute<const S: usize, const M: usize, const L: usize, const XL: usize>(mut self, level: Level) {
        if !Portable::VECTORS || self.depth == 0 {
            return T::plain_product(self);
        }
        let blocks = Blocks::new(&self, level.vector_bytes() / size_of::<T>());
        match blocks.memory(self.rows) {
            0 => self.compute_in(level, blocks, &mut []),
            len if len <= S => self.on_stack::<S>(level, blocks),
            len if len <= M => self.on_stack::<M>(level, blocks),
            len if len <= L => self.on_stack::<L>(level, blocks),
            _ => self.on_stack::<XL>(level, blocks),
        }
    }

    /// Apart, so that products that get along with less do not touch the pages of the largest buffer.
    #[inline(never)]
    fn on_stack<const LEN: usize>(&mut self, level: Level, blocks: Blocks) {
        self.compute_in(level, blocks, &mut [T::default(); LEN]);
    }

    #[inline(never)]
    fn compute_in(&mut self, level: Level, blocks: Blocks, packed: &mut [T]) {
        level.run(Packing { job: self, blocks, packed });
    }
}

struct Packing<'p, 'a, T> {
    job: &'p mut Product<'a, T>,
    blocks: Blocks,
    packed: &'p mut [T],
}

impl<T: Real> Task for Packing<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { job, blocks, packed } = self;
        match (job.left, job.right) {
            (Left::Straight(a), Right::Columns(b)) if job.columns == 1 && job.rows >= super::lanes::<S::Simd, T>() => {
                column::product(isa, a, b, job.out, job.start, job.relu);
            }
            _ => blocks.run(isa, job, packed),
        }
    }
}
