//! The order in which a product is computed: blocks that caches hold, cut into tiles that registers hold.
//!
//! The depth is cut into blocks, and so are the rows where the left side is [packed](super::pack); a packed block stays in
//! the second cache. Each strip of columns then meets all panels of rows, two vectors each, so its numbers stay in the first
//! cache. This is the order of K. Goto and R. van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM
//! Transactions on Mathematical Software 34, 2008, cut down to what networks need.

use core::ops::Range;

use fearless_simd::Simd;

use super::product::{LARGEST, Left, Product, Right, Start};
use super::steps::{Columns, Rows};
use super::tile::{Panel, Place, TILE, tile};
use super::{apart, pack};
use crate::isa::Isa;
use crate::scalar::Scalar;

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

/// How a product is cut.
#[derive(Clone, Copy)]
pub(super) struct Blocks {
    /// The length of a block of the depth.
    depth: usize,
    /// The rows of a block, whole panels.
    rows: usize,
    /// Whether panels of the left side, and strips of the right side, are packed.
    left: bool,
    right: bool,
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
}

impl Blocks {
    #[inline(always)]
    pub(super) fn new<T: Scalar>(job: &Product<'_, T>, lanes: usize) -> Self {
        let &Product { rows, columns, depth, left, right, .. } = job;
        let bytes = size_of::<T>();
        let few = rows <= 2 * PANEL * lanes;
        // A few tiles do not pay for a copy; nor does what the first cache holds as it lies.
        let near = columns < 16 || rows * depth.min(DEPTH) * bytes <= NEAR + NEAR / 2;
        let left = matches!(left, Left::Transposed(_)) || rows < lanes || !near;
        let right = matches!(right, Right::Rows { .. }) && !few && columns * depth.min(DEPTH) * bytes > NEAR;
        let most = if few || !left { DEPTH } else { DEPTH / 2 };
        let depth = if depth <= most { depth } else { depth.div_ceil(depth.div_ceil(most)) };
        let panel = PANEL * lanes;
        let whole = rows.next_multiple_of(lanes);
        let rows = match left {
            true => whole.min((LARGEST / bytes - WIDEST * depth) / depth / panel * panel),
            false => whole,
        };
        Self { depth, rows, left, right }
    }

    /// The numbers of packed panels and strips.
    #[inline(always)]
    pub(super) fn memory(self) -> usize {
        let left = if self.left { self.rows } else { 0 };
        let right = if self.right { WIDEST } else { 0 };
        (left + right) * self.depth
    }

    /// Computes the product, with memory for what is packed.
    #[inline(always)]
    pub(super) fn run<S: Isa, T: Scalar>(self, isa: S, job: &mut Product<'_, T>, memory: &mut [T]) {
        let (panels, strip) = memory.split_at_mut(if self.left { self.rows * self.depth } else { 0 });
        let lanes = super::lanes::<S::Simd, T>();
        let adds = matches!(job.start, Start::Add) || self.depth < job.depth;
        let parts = job.rows < lanes || (adds && !job.rows.is_multiple_of(lanes));
        let spare: &mut [T] = if parts { &mut [T::ZERO; TILE] } else { &mut [] };
        let mut memory = Memory { panels, strip, spare };
        let mut from = 0;
        while from < job.depth {
            let len = self.depth.min(job.depth - from);
            let mut row = 0;
            while row < job.rows {
                let block = Block { from, len, row, rows: self.rows.min(job.rows - row) };
                if self.left {
                    apart(
                        isa,
                        #[inline(always)]
                        || pack_left(isa.simd(), job, block, memory.panels),
                    );
                }
                self.columns(isa, job, block, &mut memory);
                row += self.rows;
            }
            from += len;
        }
    }

    /// Cuts the columns into strips.
    #[inline(always)]
    fn columns<S: Isa, T: Scalar>(self, isa: S, job: &mut Product<'_, T>, block: Block, memory: &mut Memory<'_, T>) {
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
    fn strips<S: Isa, T: Scalar, const N: usize>(
        self,
        isa: S,
        job: &mut Product<'_, T>,
        block: Block,
        columns: Range<usize>,
        memory: &mut Memory<'_, T>,
    ) {
        let packed = self.left.then_some(&*memory.panels);
        let Block { from, len, .. } = block;
        match job.right {
            Right::Columns(values) => apart(
                isa,
                #[inline(always)]
                || {
                    for column in columns.step_by(N) {
                        let values = &values[column * job.depth + from..];
                        let right = Columns::<T, false> { values, along: 1, across: job.depth };
                        rows::<S, T, false, N>(isa, job, block, column, right, packed, memory.spare);
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
                        rows::<S, T, true, N>(isa, job, block, column, right, packed, memory.spare);
                    }
                },
            ),
        }
    }
}

#[inline(always)]
fn pack_left<S: Simd, T: Scalar>(simd: S, job: &Product<'_, T>, block: Block, panels: &mut [T]) {
    let Block { from, len, row, rows } = block;
    let to = pack::Block { of: job.rows, row, rows, len };
    match job.left {
        Left::Straight(a) => pack::straight::<S, T, PANEL>(simd, &a[from * job.rows..][..len * job.rows], to, panels),
        Left::Transposed(a) => pack::transposed::<S, T, PANEL>(simd, a, job.depth, from, to, panels),
    }
}

/// All panels of a block's rows against one strip.
#[inline(always)]
fn rows<S: Isa, T: Scalar, const TIGHT: bool, const N: usize>(
    isa: S,
    job: &mut Product<'_, T>,
    block: Block,
    column: usize,
    right: Columns<'_, T, TIGHT>,
    packed: Option<&[T]>,
    spare: &mut [T],
) {
    let lanes = super::lanes::<S::Simd, T>();
    let Block { from, len, row, rows } = block;
    let last = from + len == job.depth;
    let start = if from == 0 { job.start } else { Start::Add };
    let job_rows = job.rows;
    let straight = match job.left {
        Left::Straight(a) => &a[from * job.rows..][..len * job.rows],
        Left::Transposed(_) => &[],
    };
    let values = &mut job.out[column * job_rows..][..N * job_rows];
    let mut place = Place { values, stride: job_rows, start, relu: job.relu && last, spare };
    let mut done = 0;
    macro_rules! panel {
        ($R:ident) => {{
            let panel = Panel::<$R>::new(lanes, row + done, job_rows);
            let left = match packed {
                Some(panels) => Rows::<T, $R>::packed(&panels[done * len..], lanes),
                None => Rows { values: straight, stride: job_rows, at: panel.at },
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
