//! The passes to y and to x: sweeps over every sample, every residue of the strides, every group.

use super::axis::Axis;
use super::padded::Padded;
use super::shape::{Groups, Shape};
use super::sweep::{Image, Sweep, Weights, whole};
use crate::isa::Isa;
use crate::kernels::Start;
use crate::scalar::Scalar;

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

impl<T: Scalar> Sweeps<'_, T> {
    /// Computes it.
    #[inline(always)]
    pub(super) fn run<S: Isa>(self, isa: S, memory: &mut [T]) {
        let Self { shape, samples, backward, w, source, target, start, relu } = self;
        let groups = shape.groups(backward);
        let [from, to] = shape.images(backward);
        let step = whole::<S, T>(groups.targets);
        let part = step != groups.targets;
        let packs = backward || part;
        let (packed, memory) =
            memory.split_at_mut(if packs { shape.taps() * groups.count * groups.depth * step } else { 0 });
        if packs {
            pack(shape, groups, backward, w, step, packed);
        }
        let mut padded = Padded::new(from, shape.padding(backward), part && groups.lanewise, memory);
        let padding = padded.before;
        for (source, target) in source.chunks_exact(from.len()).zip(target.chunks_exact_mut(to.len())).take(samples) {
            let (source, row) = padded.sample(source);
            let mut packed = &*packed;
            for axes in residues(shape, backward) {
                for group in 0..groups.count {
                    let weights = if packs {
                        let (values, rest) = packed.split_at(axes[0].taps * axes[1].taps * groups.depth * step);
                        packed = rest;
                        Weights { values, step }
                    } else {
                        Weights { values: &w[group * groups.targets..], step: shape.outputs }
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
                        start,
                        relu,
                        lanewise: groups.lanewise,
                    };
                    sweep.run(isa, source, target);
                }
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
fn pack<T: Scalar>(shape: Shape, groups: Groups, backward: bool, w: &[T], step: usize, packed: &mut [T]) {
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
                    spare.fill(T::ZERO);
                }
            }
        }
    }
}
