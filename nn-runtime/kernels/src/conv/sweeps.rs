//! The passes to y and to x: sweeps over every sample, every residue of the strides, every group.

use nn_isa::Isa;

use super::axis::Axis;
use super::fold::Folding;
use super::padded::Padded;
use super::pairs;
use super::shape::{Groups, Shape};
use super::sweep::{Image, Sweep, Weights, whole};
use crate::Start;
use crate::real::Real;

/// A pass from the images of `source` to those of `target`.
#[derive(Debug)]
pub(super) struct Sweeps<'a, T> {
    pub(super) shape: Shape,
    pub(super) samples: usize,
    /// Whether from y to x.
    pub(super) backward: bool,
    pub(super) w: &'a [T],
    pub(super) source: &'a [T],
    pub(super) target: &'a mut [T],
    pub(super) start: Start<'a, T>,
    pub(super) relu: bool,
}

impl<T: Real> Sweeps<'_, T> {
    /// Computes it, in the way that fills most of the vectors.
    #[inline(always)]
    pub(super) fn run<S: Isa>(self, isa: S, memory: &mut [T]) {
        let Self { shape, samples, backward, w, source, target, start, relu } = self;
        let lanes = crate::lanes::<S::Simd, T>();
        let (pairs, folds) = if backward { (None, shape.folds(lanes)) } else { (shape.paired(lanes), false) };
        let swept = if folds { shape.single_column() } else { pairs.unwrap_or(shape) };
        let groups = swept.groups(backward);
        let [from, to] = swept.images(backward);
        let step = whole::<S, T>(groups.targets);
        let part = step != groups.targets;
        let packs = backward || part || pairs.is_some();
        let (packed, memory) =
            memory.split_at_mut(if packs { swept.taps() * groups.count * groups.depth * step } else { 0 });
        let (bias, memory) = memory.split_at_mut(if pairs.is_some() { groups.targets } else { 0 });
        match pairs {
            Some(_) => pairs::expand(shape, w, step, packed),
            None if packs => pack(swept, groups, backward, w, step, packed),
            None => {}
        }
        let (mut folding, memory) = Folding::new(shape, folds, memory);
        let (swept_start, swept_relu) = match start {
            _ if folds => (Start::Zero, false),
            Start::Bias(numbers) if pairs.is_some() => {
                pairs::expand_bias(numbers, bias);
                (Start::Bias(&*bias), relu)
            }
            start => (start, relu),
        };
        let mut padded = Padded::new(from, swept.padding(backward), part && groups.lanewise, memory);
        let padding = padded.before;
        let target_len = shape.images(backward)[1].len();
        for (source, target) in source.chunks_exact(from.len()).zip(target.chunks_exact_mut(target_len)).take(samples) {
            let (source, row) = padded.sample(source);
            let mut packed = &*packed;
            for axes in residues(swept, backward) {
                for group in 0..groups.count {
                    let weights = if packs {
                        let (values, rest) = packed.split_at(axes[0].taps * axes[1].taps * groups.depth * step);
                        packed = rest;
                        Weights { values, step }
                    } else {
                        Weights { values: &w[group * groups.targets..], step: swept.outputs }
                    };
                    let source_of = |pixel, first, channels, row| Image { row, pixel, first, channels };
                    let sweep = Sweep {
                        axes,
                        weights,
                        source: source_of(from.channels, group * groups.sources, groups.sources, row),
                        padding,
                        target: source_of(
                            to.channels,
                            group * groups.targets,
                            groups.targets,
                            to.columns * to.channels,
                        ),
                        start: swept_start,
                        relu: swept_relu,
                        lanewise: groups.lanewise,
                    };
                    sweep.run(isa, source, if folds { folding.parts() } else { &mut *target });
                }
            }
            if folds {
                folding.fold(isa, target, start, relu);
            }
        }
    }
}

/// Rows and columns for each residue of the strides of the target: all of a residue meet the same taps.
#[inline(always)]
fn residues(shape: Shape, backward: bool) -> impl Iterator<Item = [Axis; 2]> {
    let [rows, columns] = shape.windows;
    let [down, across] = if backward { [rows.stride, columns.stride] } else { [1, 1] };
    (0..down * across).map(move |i| match backward {
        true => [Axis::backward(rows, i / across), Axis::backward(columns, i % across)],
        false => [Axis::forward(rows), Axis::forward(columns)],
    })
}

/// Brings the weights into the order in which sweeps take them: for each residue, each group, each tap of the rows and of the
/// columns, each channel of the source `step` numbers, one for each channel of the target and zeros.
#[inline(never)]
fn pack<T: Real>(shape: Shape, groups: Groups, backward: bool, w: &[T], step: usize, packed: &mut [T]) {
    let (inputs, outputs) = (shape.group_inputs(), shape.outputs);
    // From one channel to the next.
    let (source, target) = if backward && !groups.lanewise { (1, outputs) } else { (outputs, 1) };
    let mut places = packed.chunks_exact_mut(step);
    for axes in residues(shape, backward) {
        for group in 0..groups.count {
            let first = group * outputs / groups.count;
            for tap in 0..axes[0].taps * axes[1].taps {
                let tap = [tap / axes[1].taps, tap % axes[1].taps];
                let tap = axes[0].tap(tap[0]) * shape.windows[1].kernel + axes[1].tap(tap[1]);
                for (c, place) in places.by_ref().take(groups.depth).enumerate() {
                    let from = &w[tap * inputs * outputs + first + c * source..];
                    let (live, spare) = place.split_at_mut(groups.targets);
                    live.iter_mut().zip(from.iter().step_by(target)).for_each(|(to, &from)| *to = from);
                    spare.fill(T::default());
                }
            }
        }
    }
}
