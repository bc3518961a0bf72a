//! What norms, and whatever else has numbers for each channel, compute of images whose channels come last; of features too, which are channels
//! of a single pixel.

mod pieces;
mod rows;

use nn_isa::{Isa, Task};

use self::rows::{sums, update};
use crate::columns::splat;
use crate::real::Real;
use crate::{Beta, Vector, Wide};

/// A pass over rows of channels. What is there for each channel is as long as there are channels; all else are rows, equally many.
#[derive(Debug)]
pub enum Channelwise<'a, T> {
    /// totals ← Σ (x − guess), Σ (x − guess)².
    Moments { x: &'a [T], guess: &'a [T], totals: [&'a mut [T]; 2] },
    /// y ← (x − mean) slope + shift + addend, then ReLU where asked for; of y itself where there is no x.
    Line { line: Line<'a, T>, relu: bool, x: Option<&'a [T]>, addend: Option<&'a [T]>, y: &'a mut [T] },
    /// totals ← Σ dz, Σ dz (x − mean), with dz = dy, and 0 where there is a ReLU that let nothing of that line through.
    SlopeSums { line: Line<'a, T>, relu: bool, x: &'a [T], dy: &'a [T], totals: [&'a mut [T]; 2] },
    /// dx ← start + dz slope, and (x − mean) tilt + shift of another line with the same mean, if there is one; where there is no dy, that is in dx.
    Slopes {
        line: Line<'a, T>,
        relu: bool,
        x: &'a [T],
        dy: Option<&'a [T]>,
        tilt_shift: Option<[&'a [T]; 2]>,
        dx: &'a mut [T],
        beta: Beta,
    },
    /// y ← start + x factors.
    Times { x: &'a [T], factors: &'a [T], y: &'a mut [T], beta: Beta },
    /// y ← y factors.
    Scale { factors: &'a [T], y: &'a mut [T] },
    /// y ← x + terms.
    Plus { x: &'a [T], terms: &'a [T], y: &'a mut [T] },
}

/// (x − mean) slope + shift, for each channel.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a, T> {
    pub mean: &'a [T],
    pub slope: &'a [T],
    pub shift: &'a [T],
}

impl<T: Real> Task for Channelwise<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        match self {
            Self::Moments { x, guess, totals } => sums(
                isa,
                [x],
                [guess],
                totals,
                #[inline(always)]
                |[sum, squares], [x], [guess]| {
                    let x = x.minus(guess);
                    [sum.plus(x), x.times_plus(x, squares)]
                },
            ),
            Self::Line { line, relu, x, addend, y } => put_line(isa, line, relu, x, addend, y),
            Self::SlopeSums { line, relu, x, dy, totals } => sums(
                isa,
                [dy, x],
                line.constants(),
                totals,
                #[inline(always)]
                |[sum, products], [dy, x], line| {
                    let [x, dz] = centred_and_passed::<T, S>(isa, relu, x, dy, line);
                    [sum.plus(dz), dz.times_plus(x, products)]
                },
            ),
            Self::Slopes { line, relu, x, dy, tilt_shift, dx, beta } => {
                put_slopes(isa, line, relu, x, dy, tilt_shift, dx, beta);
            }
            Self::Times { x, factors, y, beta } => update(
                isa,
                y,
                [x],
                [factors],
                #[inline(always)]
                |old, [x], [factor]| started::<T, S>(beta, old, x.times(factor)),
            ),
            Self::Scale { factors, y } => update(
                isa,
                y,
                [],
                [factors],
                #[inline(always)]
                |y, [], [factor]| y.times(factor),
            ),
            Self::Plus { x, terms, y } => update(
                isa,
                y,
                [x],
                [terms],
                #[inline(always)]
                |_, [x], [term]| x.plus(term),
            ),
        }
    }
}

impl<'a, T> Line<'a, T> {
    #[inline(always)]
    fn constants(self) -> [&'a [T]; 3] {
        [self.mean, self.slope, self.shift]
    }
}

/// [`Channelwise::Line`].
#[inline(always)]
fn put_line<T: Real, S: Isa>(
    isa: S,
    line: Line<'_, T>,
    relu: bool,
    x: Option<&[T]>,
    addend: Option<&[T]>,
    y: &mut [T],
) {
    let constants = line.constants();
    match (x, addend) {
        (Some(x), None) => update(
            isa,
            y,
            [x],
            constants,
            #[inline(always)]
            |_, [x], [mean, slope, shift]| activated::<T, S>(isa, relu, x.minus(mean).times_plus(slope, shift)),
        ),
        (Some(x), Some(addend)) => update(
            isa,
            y,
            [x, addend],
            constants,
            #[inline(always)]
            |_, [x, a], [mean, slope, shift]| {
                activated::<T, S>(isa, relu, x.minus(mean).times_plus(slope, shift).plus(a))
            },
        ),
        (None, None) => update(
            isa,
            y,
            [],
            constants,
            #[inline(always)]
            |y, [], [mean, slope, shift]| activated::<T, S>(isa, relu, y.minus(mean).times_plus(slope, shift)),
        ),
        (None, Some(addend)) => update(
            isa,
            y,
            [addend],
            constants,
            #[inline(always)]
            |y, [a], [mean, slope, shift]| activated::<T, S>(isa, relu, y.minus(mean).times_plus(slope, shift).plus(a)),
        ),
    }
}

/// [`Channelwise::Slopes`].
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn put_slopes<T: Real, S: Isa>(
    isa: S,
    line: Line<'_, T>,
    relu: bool,
    x: &[T],
    dy: Option<&[T]>,
    tilt_shift: Option<[&[T]; 2]>,
    dx: &mut [T],
    beta: Beta,
) {
    let [mean, slope, shift] = line.constants();
    match (dy, tilt_shift) {
        (Some(dy), None) => update(
            isa,
            dx,
            [dy, x],
            [mean, slope, shift],
            #[inline(always)]
            |old, [dy, x], [mean, slope, shift]| {
                let [_, dz] = centred_and_passed::<T, S>(isa, relu, x, dy, [mean, slope, shift]);
                started::<T, S>(beta, old, dz.times(slope))
            },
        ),
        (None, None) => update(
            isa,
            dx,
            [x],
            [mean, slope, shift],
            #[inline(always)]
            |dy, [x], [mean, slope, shift]| {
                let [_, dz] = centred_and_passed::<T, S>(isa, relu, x, dy, [mean, slope, shift]);
                dz.times(slope)
            },
        ),
        (Some(dy), Some([tilt, other_shift])) => update(
            isa,
            dx,
            [dy, x],
            [mean, slope, shift, tilt, other_shift],
            #[inline(always)]
            |old, [dy, x], lines| started::<T, S>(beta, old, slopes_at::<T, S>(isa, relu, x, dy, lines)),
        ),
        (None, Some([tilt, other_shift])) => update(
            isa,
            dx,
            [x],
            [mean, slope, shift, tilt, other_shift],
            #[inline(always)]
            |dy, [x], lines| slopes_at::<T, S>(isa, relu, x, dy, lines),
        ),
    }
}

/// dz slope + (x − mean) tilt + shift.
#[inline(always)]
fn slopes_at<T: Real, S: Isa>(
    isa: S,
    relu: bool,
    x: Wide<T, S>,
    dy: Wide<T, S>,
    [mean, slope, shift, tilt, other_shift]: [Wide<T, S>; 5],
) -> Wide<T, S> {
    let [x, dz] = centred_and_passed::<T, S>(isa, relu, x, dy, [mean, slope, shift]);
    dz.times_plus(slope, x.times_plus(tilt, other_shift))
}

/// x − mean, and dz.
#[inline(always)]
fn centred_and_passed<T: Real, S: Isa>(
    isa: S,
    relu: bool,
    x: Wide<T, S>,
    dy: Wide<T, S>,
    [mean, slope, shift]: [Wide<T, S>; 3],
) -> [Wide<T, S>; 2] {
    let x = x.minus(mean);
    [x, if relu { passed::<T, S>(isa, x.times_plus(slope, shift), dy) } else { dy }]
}

/// The value, or what ReLU makes of it.
#[inline(always)]
fn activated<T: Real, S: Isa>(isa: S, relu: bool, value: Wide<T, S>) -> Wide<T, S> {
    if relu { value.relu(isa.simd()) } else { value }
}

/// dy where `value` is what ReLU lets through, or NaN; 0 elsewhere.
#[inline(always)]
fn passed<T: Real, S: Isa>(isa: S, value: Wide<T, S>, dy: Wide<T, S>) -> Wide<T, S> {
    let [zero, one] = [T::default(), T::from(1)].map(|number| splat(isa, number));
    dy.times(Vector::select(value.tops(zero), one, zero))
}

/// `made`, added to what was there if asked for.
#[inline(always)]
fn started<T: Real, S: Isa>(beta: Beta, old: Wide<T, S>, made: Wide<T, S>) -> Wide<T, S> {
    if beta == Beta::Add { old.plus(made) } else { made }
}
