//! The order in which a product is computed: blocks that caches hold, cut into tiles that registers hold.
//!
//! The depth is cut into blocks, and so are the rows where the left side is [packed](super::pack); a packed block stays in
//! the second cache. Each strip of columns then meets all panels of rows, two vectors each, so its numbers stay in the first
//! cache. This is the order of K. Goto and R. van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM
//! Transactions on Mathematical Software 34, 2008, cut down to what networks need.

use core::ops::Range;

use fearless_simd::Simd;
use nn_isa::Isa;

use super::product::{LARGEST, Left, Product, Right, Start};
use super::steps::{Columns, Rows};
use super::tile::{Panel, Place, TILE, tile};
use super::vector::MOST_LANES;
use super::{apart, pack};
use crate::real::Real;

/// The longest block of the depth.
const DEPTH: usize = 256;
/// The vectors of a panel.
const PANEL: usize = 2;
/// The vectors of the last panel of an odd number.
const SINGLE: usize = 1;
/// The most columns of a tile.
const WIDEST: usize = 12;
/// The bytes that the first cache holds beside what else is in use.
const NEAR: usize = 16 << 10;

/// The bytes of a line of a cache.
const LINE: usize = 64;

/// How a product is cut.
#[derive(Clone, Copy)]
pub(super) struct Blocks {
    /// The length of a block of the depth.
    depth: usize,
    /// The rows of a block, whole panels.
    rows: usize,
    left: Copied,
    /// Whether strips of the right side are packed.
    right: bool,
}

/// What becomes of the left side.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    /// It is read as it lies.
    No,
    /// Its panels are packed.
    Packed,
    /// It is copied as it lies: its rows are less than a vector, and the last vectors would reach beyond its end.
    Padded,
}

/// A part of the product: steps of the depth, and rows.
#[derive(Clone, Copy)]
struct Block {
    from: usize,
    len: usize,
    row: usize,
    rows: usize,
}

/// What is packed, and what tiles computed apart need.
struct Memory<'m, T> {
    panels: &'m mut [T],
    strip: &'m mut [T],
    spare: &'m mut [T],
    /// The bias of rows that are less than a vector.
    bias: &'m [T],
}

/// What was copied of the left side, and the bias, as long as a vector at least.
struct Ready<'m, T> {
    copied: Copied,
    panels: &'m [T],
    bias: &'m [T],
}

impl Blocks {
    #[inline(always)]
    pub(super) fn new<T: Real>(job: &Product<'_, T>, lanes: usize) -> Self {
        let &Product { rows, columns, depth, left, right, .. } = job;
        let bytes = size_of::<T>();
        let few = rows <= 2 * PANEL * lanes;
        // A few tiles do not pay for a copy; nor does what the first cache holds as it lies, or, where a vector is a line of a cache, so
        // that none is read twice, the second.
        let (held, lines) = (rows * depth.min(DEPTH) * bytes, lanes * bytes == LINE);
        let near = columns < 16 || held <= NEAR + NEAR / 2;
        let (left, far) = match left {
            Left::Straight(_) if rows < lanes => (Copied::Padded, false),
            Left::Straight(_) if near => (Copied::No, false),
            Left::Straight(_) if lines && columns < 128 && held <= 16 * NEAR => (Copied::No, true),
            _ => (Copied::Packed, true),
        };
        let right = matches!(right, Right::Rows { .. }) && !few && columns * depth.min(DEPTH) * bytes > NEAR;
        let most = match left {
            // Later blocks add, which costs more where rows do not fill vectors.
            Copied::Padded => (2 * NEAR / bytes - lanes) / rows.max(1),
            // Where more columns would be worth a copy, the blocks are those of a copy: pieces of a product add up like the whole.
            _ if far && !few => DEPTH / 2,
            _ => DEPTH,
        };
        let depth = if depth <= most { depth } else { depth.div_ceil(depth.div_ceil(most)) };
        let panel = PANEL * lanes;
        let whole = rows.next_multiple_of(lanes);
        let rows = match left {
            Copied::Packed => whole.min((LARGEST / bytes - WIDEST * depth) / depth / panel * panel),
            _ => whole,
        };
        Self { depth, rows, left, right }
    }

    /// The numbers of packed panels and strips.
    #[inline(always)]
    pub(super) fn memory(self, rows: usize) -> usize {
        self.panels(rows) + if self.right { WIDEST * self.depth } else { 0 }
    }

    /// The numbers of the left side that are packed, of a product with so many rows.
    #[inline(always)]
    fn panels(self, rows: usize) -> usize {
        match self.left {
            Copied::No => 0,
            Copied::Packed => self.rows * self.depth,
            // The rows of a block are a vector.
            Copied::Padded => rows * self.depth + self.rows,
        }
    }

    /// Computes the product, with memory for what is packed.
    #[inline(always)]
    pub(super) fn run<S: Isa, T: Real>(self, isa: S, job: &mut Product<'_, T>, memory: &mut [T]) {
        let (panels, strip) = memory.split_at_mut(self.panels(job.rows));
        let lanes = super::lanes::<S::Simd, T>();
        let adds = matches!(job.start, Start::Add) || self.depth < job.depth;
        let spare: &mut [T] = if adds && !job.rows.is_multiple_of(lanes) { &mut [T::default(); TILE] } else { &mut [] };
        let mut padded = [T::default(); MOST_LANES];
        let bias = match job.start {
            Start::Bias(bias) if job.rows < lanes => {
                padded.iter_mut().zip(bias).for_each(|(to, &from)| *to = from);
                &padded
            }
            Start::Bias(bias) => bias,
            _ => &[],
        };
        let mut memory = Memory { panels, strip, spare, bias };
        let mut from = 0;
        while from < job.depth {
            let len = self.depth.min(job.depth - from);
            let mut row = 0;
            while row < job.rows {
                let block = Block { from, len, row, rows: self.rows.min(job.rows - row) };
                if self.left != Copied::No {
                    apart(
                        isa,
                        #[inline(always)]
                        || self.copy_left(isa.simd(), job, block, memory.panels),
                    );
                }
                self.columns(isa, job, block, &mut memory);
                row += self.rows;
            }
            from += len;
        }
    }

    #[inline(always)]
    fn copy_left<S: Simd, T: Real>(self, simd: S, job: &Product<'_, T>, block: Block, panels: &mut [T]) {
        let Block { from, len, row, rows } = block;
        let to = pack::Block { of: job.rows, row, rows, len };
        match job.left {
            Left::Straight(a) => {
                let a = &a[from * job.rows..][..len * job.rows];
                match self.left {
                    Copied::Padded => panels[..a.len()].copy_from_slice(a),
                    _ => pack::straight::<S, T, PANEL>(simd, a, to, panels),
                }
            }
            Left::Transposed(a) => pack::transposed::<S, T, PANEL>(simd, a, job.depth, from, to, panels),
        }
    }

    /// Cuts the columns into strips.
    #[inline(always)]
    fn columns<S: Isa, T: Real>(self, isa: S, job: &mut Product<'_, T>, block: Block, memory: &mut Memory<'_, T>) {
        let mut column = 0;
        while column < job.columns {
            let wide = wide::<S>(job.columns - column);
            let mut end = column + wide;
            while end < job.columns && self::wide::<S>(job.columns - end) == wide {
                end += wide;
            }
            macro_rules! run {
                ($($n:literal)*) => {
                    match wide {
                        $($n if const { has::<S>($n) } => self.strips::<S, T, $n>(isa, job, block, column..end, memory),)*
                        _ => {}
                    }
                };
            }
            run!(1 2 3 4 6 8 12);
            column = end;
        }
    }

    /// Strips of `N` columns each.
    #[inline(always)]
    fn strips<S: Isa, T: Real, const N: usize>(
        self,
        isa: S,
        job: &mut Product<'_, T>,
        block: Block,
        columns: Range<usize>,
        memory: &mut Memory<'_, T>,
    ) {
        let ready = Ready { copied: self.left, panels: memory.panels, bias: memory.bias };
        let Block { from, len, .. } = block;
        match job.right {
            Right::Columns(values) => apart(
                isa,
                #[inline(always)]
                || {
                    for column in columns.step_by(N) {
                        let values = &values[column * job.depth + from..];
                        let right = Columns::<T, false> { values, along: 1, across: job.depth };
                        rows::<S, T, false, N>(isa, job, block, column, right, &ready, memory.spare);
                    }
                },
            ),
            Right::Rows { values, stride, first } => apart(
                isa,
                #[inline(always)]
                || {
                    for column in columns.step_by(N) {
                        let values = &values[from * stride + first + column..];
                        let right = if self.right {
                            pack::strip::<T, N>(values, stride, len, memory.strip);
                            Columns::<T, true> { values: memory.strip, along: N, across: 1 }
                        } else {
                            Columns { values, along: stride, across: 1 }
                        };
                        rows::<S, T, true, N>(isa, job, block, column, right, &ready, memory.spare);
                    }
                },
            ),
        }
    }
}

/// All panels of a block's rows against one strip.
#[inline(always)]
fn rows<S: Isa, T: Real, const TIGHT: bool, const N: usize>(
    isa: S,
    job: &mut Product<'_, T>,
    block: Block,
    column: usize,
    right: Columns<'_, T, TIGHT>,
    ready: &Ready<'_, T>,
    spare: &mut [T],
) {
    let lanes = super::lanes::<S::Simd, T>();
    let Block { from, len, row, rows } = block;
    let last = from + len == job.depth;
    let start = match job.start {
        _ if from > 0 => Start::Add,
        Start::Bias(_) => Start::Bias(ready.bias),
        start => start,
    };
    let job_rows = job.rows;
    let straight = match job.left {
        Left::Straight(a) => &a[from * job.rows..][..len * job.rows],
        Left::Transposed(_) => &[],
    };
    let values = &mut job.out[column * job_rows..];
    let mut place = Place { values, stride: job_rows, start, relu: job.relu && last, spare };
    let mut done = 0;
    macro_rules! panel {
        ($R:ident) => {{
            let panel = Panel::<$R>::new(lanes, row + done, job_rows);
            let left = match ready.copied {
                Copied::No => Rows { values: straight, stride: job_rows, at: panel.at },
                Copied::Packed => Rows::<T, $R>::packed(&ready.panels[done * len..], lanes),
                Copied::Padded => Rows { values: ready.panels, stride: job_rows, at: panel.at },
            };
            tile::<_, _, _, $R, N>(isa.simd(), left, right, len, panel, &mut place);
        }};
    }
    while done + lanes < rows {
        panel!(PANEL);
        done += PANEL * lanes;
    }
    if done < rows {
        panel!(SINGLE);
    }
}

/// The widths of tiles, in columns: the sums of the widest fill the registers but for the operands, and the others
/// serve the columns that are left. Each is code of its own, so there are few; and fewer still where nothing is optimised,
/// since no sum stays in a register then. The numbers are the same in any width.
const fn has<S: Isa>(width: usize) -> bool {
    if cfg!(unoptimised) {
        return matches!(width, 1 | 4);
    }
    if S::REGISTERS < 32 { matches!(width, 1 | 2 | 3 | 4 | 6) } else { matches!(width, 1 | 2 | 4 | 8 | 12) }
}

/// The width of the next tile where `left` columns are left: not always the widest, so that none is left with a column
/// or two whose few sums would wait for one another.
#[inline(always)]
fn wide<S: Isa>(left: usize) -> usize {
    match left {
        4.. if cfg!(unoptimised) => 4,
        _ if cfg!(unoptimised) => 1,
        6 | 9 | 10.. if S::REGISTERS < 32 => 6,
        3 | 5 if S::REGISTERS < 32 => 3,
        12 | 16.. if S::REGISTERS >= 32 => 12,
        8.. if S::REGISTERS >= 32 => 8,
        4.. => 4,
        2.. => 2,
        _ => 1,
    }
}
