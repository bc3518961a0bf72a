//! The three products of a dense layer whose weight is small, compiled for each shape.
//!
//! A product of a microsecond is over before a routine for all shapes has found out how to cut it. Here the shape of the weight is a
//! constant: so are strides, the widths of tiles and most numbers of rounds, and addresses take no registers. Sums are the same, in the
//! same order, as those of `blocks.rs`. Each shape being code of its own, there is one tile for each product: where
//! columns are not whole tiles, the last one begins earlier, and computes some a second time.

use nn_isa::Isa;

use super::product::Start;
use super::steps::{Rows, add_up_fixed, unrolled};
use super::tile::{Panel, begin, cut, spill, store};
use super::vector::MOST_LANES;
use super::{Vector, apart, lanes, pack, transpose};
use crate::real::Real;

/// The shape of a weight.
pub trait Shape {
    /// The numbers of a column that is multiplied.
    const IN: usize;
    /// The numbers of a column of the result.
    const OUT: usize;
}

/// The largest weights that are small: what a product reads and writes stays in the first cache, or near it.
const MOST: usize = 4096;
/// The most steps of the depth.
const DEPTH: usize = 256;
/// The fewest columns of dW for which there is a tile.
const LEAST: usize = 12;

/// Whether there is code for a shape. It becomes part of the crate that declares the network, so there is none where that might not be
/// optimised.
pub const fn has<S: Isa, M: Shape>() -> bool {
    cfg!(shaped) && S::VECTORS && M::IN >= LEAST && M::OUT * M::IN <= MOST && M::IN <= DEPTH && M::OUT <= DEPTH
}

/// Vectors of a panel, and columns of a tile.
#[derive(Clone, Copy)]
struct Cut {
    vectors: usize,
    columns: usize,
}

impl Cut {
    /// For so many rows and, where that is known, so many columns.
    const fn new<S: Isa, T: Real>(rows: usize, columns: Option<usize>) -> Self {
        let many = S::REGISTERS >= 32;
        let vectors = match rows.div_ceil(lanes::<S::Simd, T>()) {
            1 => 1,
            3 | 9 if many => 3,
            3 | 5 if !many => 1,
            _ => 2,
        };
        let (least, most) = match vectors {
            1 => (8, 12),
            2 if many => (8, 12),
            2 => (4, 6),
            _ => (6, 8),
        };
        let Some(columns) = columns else {
            // What most batches are multiples of.
            let columns = match vectors {
                1 if many => 16,
                2 if !many => 6,
                _ => 8,
            };
            return Self { vectors, columns };
        };
        // To begin and to end a tile takes about as long as one more column.
        let (mut best, mut width) = (most, most);
        while width > least {
            width -= 1;
            if columns.div_ceil(width) * (width + 1) < columns.div_ceil(best) * (best + 1) {
                best = width;
            }
        }
        Self { vectors, columns: best }
    }

    /// For so many rows and a single column.
    const fn single<S: Isa, T: Real>(rows: usize) -> Self {
        let count = rows.div_ceil(lanes::<S::Simd, T>());
        Self { vectors: count.div_ceil(count.div_ceil(8)), columns: 1 }
    }

    /// For the transpose of dW, where its rows are less than a vector and its columns are not: no place of a vector is then left
    /// empty. None otherwise.
    const fn turned<S: Isa, T: Real>(rows: usize, columns: usize) -> Self {
        let lanes = lanes::<S::Simd, T>();
        let suits = S::REGISTERS >= 32 && rows < lanes && rows <= 12 && columns >= lanes;
        Self { vectors: if columns > lanes { 2 } else { 1 }, columns: if suits { rows } else { 0 } }
    }

    /// Whether it is one for a product, of which nothing may be added a second time.
    #[inline(always)]
    const fn fits<S: Isa, T: Real>(self, rows: usize, columns: usize, start: Start<'_, T>) -> bool {
        let least = narrow(self.columns);
        let fills = columns.is_multiple_of(self.columns) || columns.is_multiple_of(self.columns - least);
        let whole = fills && rows.is_multiple_of(lanes::<S::Simd, T>() * self.vectors);
        columns >= least && (whole || !matches!(start, Start::Add))
    }
}

/// Calls a function for the vectors and columns of a cut.
macro_rules! cut {
    (single $cut:expr, $($call:tt)*) => { cut!(@ $cut, [(1 1)(2 1)(3 1)(4 1)(5 1)(6 1)(7 1)(8 1)], $($call)*) };
    (several $cut:expr, $($call:tt)*) => { cut!(@ $cut, [(1 8)(1 16)(2 6)(2 8)(3 8)], $($call)*) };
    (turned $cut:expr, $($call:tt)*) => {
        cut!(@ $cut, [(1 1)(1 2)(1 3)(1 4)(1 5)(1 6)(1 7)(1 8)(1 9)(1 10)(1 11)(1 12)(2 1)(2 2)(2 3)(2 4)(2 5)(2 6)(2 7)(2 8)(2 9)(2 10)(2 11)(2 12)], $($call)*)
    };
    (known $cut:expr, $($call:tt)*) => {
        cut!(@ $cut, [(1 8)(1 9)(1 10)(1 11)(1 12)(2 4)(2 5)(2 6)(2 8)(2 9)(2 10)(2 11)(2 12)(3 6)(3 7)(3 8)], $($call)*)
    };
    (@ $cut:expr, [$(($r:literal $n:literal))*], $function:ident $arguments:tt) => {
        match () {
            $(() if const { $cut.vectors == $r && $cut.columns == $n } => $function::<S, T, M, $r, $n> $arguments,)*
            () => {}
        }
    };
}

/// Y ← start + W·X, then ReLU where asked for. Gives false where there is no code for so many columns.
#[inline(always)]
pub fn forward<S: Isa, T: Real, M: Shape>(
    isa: S,
    w: &[T],
    x: &[T],
    y: &mut [T],
    start: Start<'_, T>,
    relu: bool,
    columns: usize,
) -> bool {
    if columns == 1 {
        let fits = const { Cut::single::<S, T>(M::OUT) }.fits::<S, T>(M::OUT, columns, start);
        if fits {
            cut!(single Cut::single::<S, T>(M::OUT), outputs(isa, w, x, y, start, relu, columns));
        }
        return fits;
    }
    let fits = const { Cut::new::<S, T>(M::OUT, None) }.fits::<S, T>(M::OUT, columns, start);
    if fits {
        cut!(several Cut::new::<S, T>(M::OUT, None), outputs(isa, w, x, y, start, relu, columns));
    }
    fits
}

/// dW ← start + dY·Xᵀ, likewise.
#[inline(always)]
pub fn weights<S: Isa, T: Real, M: Shape>(
    isa: S,
    dy: &[T],
    x: &[T],
    dw: &mut [T],
    start: Start<'_, T>,
    columns: usize,
) -> bool {
    if const { Cut::turned::<S, T>(M::OUT, M::IN).columns > 0 } && matches!(start, Start::Zero) && columns <= DEPTH {
        cut!(turned Cut::turned::<S, T>(M::OUT, M::IN), turned_slopes(isa, dy, x, dw, columns));
        return true;
    }
    let cut = const { Cut::new::<S, T>(M::OUT, Some(M::IN)) };
    let fits = cut.fits::<S, T>(M::OUT, M::IN, start) && columns > 0 && columns <= DEPTH;
    if fits {
        cut!(known Cut::new::<S, T>(M::OUT, Some(M::IN)), slopes(isa, dy, x, dw, start, columns));
    }
    fits
}

/// dX ← start + Wᵀ·dY, likewise.
#[inline(always)]
pub fn inputs<S: Isa, T: Real, M: Shape>(
    isa: S,
    w: &[T],
    dy: &[T],
    dx: &mut [T],
    start: Start<'_, T>,
    columns: usize,
) -> bool {
    let cut = const { Cut::new::<S, T>(M::IN, None) };
    let fits = M::IN >= lanes::<S::Simd, T>() && cut.fits::<S, T>(M::IN, columns, start);
    if fits {
        cut!(several Cut::new::<S, T>(M::IN, None), back(isa, w, dy, dx, start, columns));
    }
    fits
}

/// A product whose numbers are constants, but for the length of what is summed or the number of columns.
struct Fixed<'a, T> {
    rows: usize,
    depth: usize,
    columns: usize,
    /// By columns.
    left: &'a [T],
    right: &'a [T],
    /// How far the next step and the next column of the right side are from one another.
    along: usize,
    across: usize,
    out: &'a mut [T],
    start: Start<'a, T>,
    relu: bool,
}

fn outputs<S: Isa, T: Real, M: Shape, const R: usize, const N: usize>(
    isa: S,
    w: &[T],
    x: &[T],
    y: &mut [T],
    start: Start<'_, T>,
    relu: bool,
    columns: usize,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let (rows, depth) = (M::OUT, M::IN);
            let columns = if N == 1 { 1 } else { columns };
            Fixed { rows, depth, columns, left: w, right: x, along: 1, across: depth, out: y, start, relu }
                .run::<S, R, N>(isa);
        },
    );
}

fn slopes<S: Isa, T: Real, M: Shape, const R: usize, const N: usize>(
    isa: S,
    dy: &[T],
    x: &[T],
    dw: &mut [T],
    start: Start<'_, T>,
    depth: usize,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let (rows, columns) = (M::OUT, M::IN);
            Fixed { rows, depth, columns, left: dy, right: x, along: columns, across: 1, out: dw, start, relu: false }
                .run::<S, R, N>(isa);
        },
    );
}

/// dW by way of its transpose, X·dYᵀ.
fn turned_slopes<S: Isa, T: Real, M: Shape, const R: usize, const N: usize>(
    isa: S,
    dy: &[T],
    x: &[T],
    dw: &mut [T],
    depth: usize,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let (rows, simd, lanes) = (M::IN, isa.simd(), lanes::<S::Simd, T>());
            let (x, dw) = (&x[..rows * depth], &mut dw[..rows * N]);
            for row in panels(rows, R, lanes) {
                let at = Panel::<R>::new(lanes, row, rows).at;
                let sums = begin::<_, T, R, N>(simd, at, &[], 0, Start::Zero);
                let left = Rows { values: x, stride: rows, at };
                let sums = add_up_fixed::<_, _, R, N>(simd, left, dy, [N, 1], depth, sums);
                for r in 0..R {
                    let mut square = [T::Native::<S::Simd>::splat(simd, T::default()); MOST_LANES];
                    unrolled!(j < N, { square[j] = sums[j][r] });
                    transpose(&mut square);
                    unrolled!(i < lanes, {
                        let column = &mut dw[(at[r] + i) * N..];
                        match column.get_mut(..lanes) {
                            Some(column) => square[i].store(column),
                            None => cut(simd, square[i], &mut column[..N]),
                        }
                    });
                }
            }
        },
    );
}

fn back<S: Isa, T: Real, M: Shape, const R: usize, const N: usize>(
    isa: S,
    w: &[T],
    dy: &[T],
    dx: &mut [T],
    start: Start<'_, T>,
    columns: usize,
) {
    macro_rules! memory {
        ($($len:literal)*) => {
            match () {
                $(() if const { fills::<S, T, M, R>($len) } => turned::<S, T, M, R, N, $len>(isa, w, dy, dx, start, columns),)*
                () => {}
            }
        };
    }
    memory!(32 64 128 256 512 1024 2048 4096 8192);
}

/// Whether a panel of Wᵀ takes more than half of `len` numbers, or less than there are at least.
const fn fills<S: Isa, T: Real, M: Shape, const R: usize>(len: usize) -> bool {
    let packed = M::OUT * R * lanes::<S::Simd, T>();
    packed <= len && (2 * packed > len || len == 32)
}

fn turned<S: Isa, T: Real, M: Shape, const R: usize, const N: usize, const LEN: usize>(
    isa: S,
    w: &[T],
    dy: &[T],
    dx: &mut [T],
    start: Start<'_, T>,
    columns: usize,
) {
    apart(
        isa,
        #[inline(always)]
        || {
            let (rows, depth, lanes) = (M::IN, M::OUT, lanes::<S::Simd, T>());
            let mut packed = [T::default(); LEN];
            let mut job = Fixed {
                rows,
                depth,
                columns,
                left: &[],
                right: dy,
                along: 1,
                across: depth,
                out: dx,
                start,
                relu: false,
            };
            for row in panels(rows, R, lanes) {
                let block = pack::Block { of: rows, row, rows: R * lanes, len: depth };
                pack::transposed::<_, _, R>(isa.simd(), &w[..rows * depth], depth, 0, block, &mut packed);
                job.strips::<S, R, N>(isa, Rows::packed(&packed, lanes), &[], start, Panel::new(lanes, row, rows));
            }
        },
    );
}

/// The columns of the tiles beside those of `wide` columns.
const fn narrow(wide: usize) -> usize {
    match wide {
        6 => 4,
        16 => 8,
        _ => wide,
    }
}

/// Where panels of `vectors` vectors begin; the last of several begins earlier where vectors are not whole panels.
#[inline(always)]
fn panels(rows: usize, vectors: usize, lanes: usize) -> impl Iterator<Item = usize> {
    let count = rows.div_ceil(lanes);
    (0..count.div_ceil(vectors)).map(move |i| (i * vectors).min(count - vectors) * lanes)
}

impl<T: Real> Fixed<'_, T> {
    /// With the left side as it lies.
    #[inline(always)]
    fn run<S: Isa, const R: usize, const N: usize>(mut self, isa: S) {
        let (rows, lanes) = (self.rows, lanes::<S::Simd, T>());
        self.left = &self.left[..rows * self.depth];
        // With rows of less than a vector, the last steps would reach beyond the end.
        let mut ends = [T::default(); 2 * MOST_LANES];
        let (mut bias, mut start) = ([T::default(); MOST_LANES], self.start);
        let tail = lanes.saturating_sub(rows).div_ceil(rows).min(self.depth);
        if tail > 0 {
            ends[..tail * rows].copy_from_slice(&self.left[(self.depth - tail) * rows..]);
            if let Start::Bias(short) = start {
                bias[..rows].copy_from_slice(&short[..rows]);
                start = Start::Bias(&bias);
            }
        }
        for row in panels(rows, R, lanes) {
            let panel = Panel::<R>::new(lanes, row, rows);
            let left = Rows { values: self.left, stride: rows, at: panel.at };
            self.strips::<S, R, N>(isa, left, &ends[..tail * rows + lanes], start, panel);
        }
    }

    /// All columns of a panel; the last steps of the left side are in `ends`, but for a vector behind them.
    #[inline(always)]
    fn strips<S: Isa, const R: usize, const N: usize>(
        &mut self,
        isa: S,
        left: Rows<'_, T, R>,
        ends: &[T],
        start: Start<'_, T>,
        panel: Panel<R>,
    ) {
        let (whole, columns) = (self.whole::<N>(), self.columns);
        let mut column = 0;
        while column < whole {
            self.tile::<S, R, N>(isa, left, ends, start, panel, column);
            column += N;
        }
        while column < columns {
            match const { narrow(N) } {
                4 => self.tile::<S, R, 4>(isa, left, ends, start, panel, column.min(columns - 4)),
                8 => self.tile::<S, R, 8>(isa, left, ends, start, panel, column.min(columns - 8)),
                _ => self.tile::<S, R, N>(isa, left, ends, start, panel, column.min(columns - N)),
            }
            column += narrow(N);
        }
    }

    /// The columns of tiles of `N`, such that those left are whole narrow ones if possible.
    #[inline(always)]
    fn whole<const N: usize>(&self) -> usize {
        let most = self.columns / N;
        if narrow(N) == N {
            return most * N;
        }
        let fills = |count: &usize| (self.columns - count * N).is_multiple_of(narrow(N));
        (0..=most).rev().find(fills).unwrap_or(most) * N
    }

    /// One tile, from `column` on.
    #[inline(always)]
    fn tile<S: Isa, const R: usize, const N: usize>(
        &mut self,
        isa: S,
        left: Rows<'_, T, R>,
        ends: &[T],
        start: Start<'_, T>,
        panel: Panel<R>,
        column: usize,
    ) {
        let &mut Self { rows, depth, right, along, across, ref mut out, relu, .. } = self;
        let (simd, lanes, at) = (isa.simd(), lanes::<S::Simd, T>(), panel.at);
        let tail = ends.len().saturating_sub(lanes) / rows;
        let values = &mut out[column * rows..];
        let right = &right[column * across..];
        let sums = begin::<_, _, R, N>(simd, at, values, rows, start);
        let sums = add_up_fixed::<_, _, R, N>(simd, left, right, [along, across], depth - tail, sums);
        if tail > 0 {
            let (ends, right) = (Rows { values: ends, stride: rows, at }, &right[(depth - tail) * along..]);
            let sums = add_up_fixed::<_, _, R, N>(simd, ends, right, [along, across], tail, sums);
            spill(simd, sums, values, rows, relu);
        } else {
            store(simd, sums, at, values, rows, relu);
        }
    }
}
