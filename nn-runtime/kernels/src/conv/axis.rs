//! One axis of a convolution, seen from the side that is computed.

use crate::window::Window;

/// Target `t`, which lies at `first + t · step`, is a sum over taps `m` of the sources `t · scale + m · dilation + shift`,
/// as far as they are there.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    pub targets: usize,
    pub(super) first: usize,
    pub(super) step: usize,
    pub(super) taps: usize,
    pub(super) sources: usize,
    pub(super) scale: usize,
    pub(super) dilation: usize,
    pub(super) shift: isize,
    /// The tap of the kernel that tap 0 is, and from one to the next.
    first_tap: usize,
    tap_step: isize,
}

/// The sources of one target that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The first tap, and how many there are.
    pub(super) tap: usize,
    pub taps: usize,
    /// The source that the first one sees.
    pub source: usize,
}

impl Axis {
    /// From x to y.
    #[inline(always)]
    pub const fn forward(window: Window) -> Self {
        let Window { len, kernel, stride, before, dilation, .. } = window;
        Self {
            targets: window.output(),
            first: 0,
            step: 1,
            taps: kernel,
            sources: len,
            scale: stride,
            dilation,
            shift: -(before as isize),
            first_tap: 0,
            tap_step: 1,
        }
    }

    /// From y to every `stride`-th number of x, beginning with the `residue`-th.
    ///
    /// Number `i` of x and tap `k` meet in output `(i + before − k · dilation) / stride`, where that is whole: for every
    /// `period`-th tap, beginning with the one that [`first_tap`] finds. The taps go backwards here.
    #[inline(always)]
    pub(super) const fn backward(window: Window, residue: usize) -> Self {
        let Window { len, kernel, stride, before, dilation, .. } = window;
        let (first_tap, period) = (first_tap(window, residue), period(window));
        let taps = if first_tap < kernel { (kernel - 1 - first_tap) / period + 1 } else { 0 };
        let last_tap = if taps > 0 { first_tap + (taps - 1) * period } else { 0 };
        Self {
            targets: if residue < len { (len - 1 - residue) / stride + 1 } else { 0 },
            first: residue,
            step: stride,
            taps,
            sources: window.output(),
            scale: 1,
            dilation: period * dilation / stride,
            shift: ((residue + before) as isize - (last_tap * dilation) as isize) / stride as isize,
            first_tap: last_tap,
            tap_step: -(period as isize),
        }
    }

    /// From `rows` numbers of y, beginning with the `from`-th, to the kernel: there, the sources are of x, and the taps of y.
    #[inline(always)]
    pub(super) const fn kernel(window: Window, from: usize, rows: usize) -> Self {
        let Window { kernel, stride, before, dilation, .. } = window;
        Self {
            targets: kernel,
            taps: rows,
            scale: dilation,
            dilation: stride,
            shift: (from * stride) as isize - before as isize,
            ..Self::forward(window)
        }
    }

    /// The same without the first `t` targets.
    #[inline(always)]
    pub(super) const fn behind(self, t: usize) -> Self {
        Self {
            targets: self.targets - t,
            first: self.first + t * self.step,
            shift: self.shift + (t * self.scale) as isize,
            ..self
        }
    }

    /// The first target alone.
    #[inline(always)]
    pub(super) const fn one(self) -> Self {
        Self { targets: 1, ..self }
    }

    /// The same without taps.
    #[inline(always)]
    pub(super) const fn blind(self) -> Self {
        Self { taps: 0, ..self }
    }

    /// The tap of the kernel that tap `m` is.
    #[inline(always)]
    pub(super) const fn tap(&self, m: usize) -> usize {
        self.first_tap.wrapping_add_signed(m as isize * self.tap_step)
    }

    /// What target `t` sees.
    #[inline(always)]
    pub fn seen(&self, t: usize) -> Seen {
        let from = (t * self.scale) as isize + self.shift;
        let last = from + (self.taps as isize - 1) * self.dilation as isize;
        if from >= 0 && last < self.sources as isize && self.taps > 0 {
            return Seen { tap: 0, taps: self.taps, source: from as usize };
        }
        let tap = from.min(0).unsigned_abs().div_ceil(self.dilation);
        let source = (from + (tap * self.dilation) as isize) as usize;
        let there = self.sources.saturating_sub(source).div_ceil(self.dilation);
        let taps = self.taps.saturating_sub(tap).min(there);
        if taps > 0 { Seen { tap, taps, source } } else { Seen { tap: 0, taps: 0, source: 0 } }
    }

    /// The numbers of padding that the sources need on both sides, so that all taps see one.
    #[inline(always)]
    pub(super) const fn padding(self) -> [usize; 2] {
        if self.targets == 0 || self.taps == 0 {
            return [0, 0];
        }
        let reach = ((self.targets - 1) * self.scale + (self.taps - 1) * self.dilation) as isize + self.shift;
        let behind = reach - (self.sources as isize - 1);
        [if self.shift < 0 { self.shift.unsigned_abs() } else { 0 }, if behind > 0 { behind as usize } else { 0 }]
    }
}

/// The first tap that number `residue` of x meets, or one beyond the kernel.
#[inline(always)]
const fn first_tap(window: Window, residue: usize) -> usize {
    let mut tap = 0;
    while tap < window.kernel && tap * window.dilation % window.stride != (residue + window.before) % window.stride {
        tap += 1;
    }
    tap
}

/// From one tap that a number of x meets to the next.
#[inline(always)]
const fn period(window: Window) -> usize {
    let mut period = 1;
    while !(period * window.dilation).is_multiple_of(window.stride) {
        period += 1;
    }
    period
}
