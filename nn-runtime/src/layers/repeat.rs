//! `repeat<R> { … }`: R blocks of one kind in a row, each with parameters of its own, as a loop.

use crate::flat::Flat;
use crate::isa::Isa;
use crate::network::Network;
use crate::plan::{Lens, Part, align};
use crate::ports::{Inputs, Outputs};
use crate::reads::Reads;
use crate::sink::{Beta, Sink};
use crate::step::Step;

/// A network with one input of plain numbers and one output, as many as the input's: what can be repeated.
pub trait Block:
    Network<
        Inputs: for<'a> Inputs<
            Slices<'a, <Self as Flat>::T> = &'a [<Self as Flat>::T],
            Sinks<'a, <Self as Flat>::T> = Sink<'a, <Self as Flat>::T>,
        >,
        Outputs: for<'a> Outputs<Slices<'a, <Self as Flat>::T> = &'a mut [<Self as Flat>::T]>,
    >
{
}

impl<N> Block for N where
    N: Network<
            Inputs: for<'a> Inputs<Slices<'a, N::T> = &'a [N::T], Sinks<'a, N::T> = Sink<'a, N::T>>,
            Outputs: for<'a> Outputs<Slices<'a, N::T> = &'a mut [N::T]>,
        >
{
}

/// Evaluates `n` samples. What goes from block to block lies in `ping` and `pong` by turns.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn infer<N: Block, S: Isa, const B: usize, const R: usize>(
    isa: S,
    net: &[N; R],
    state: &[N::State; R],
    x: &[N::T],
    y: &mut [N::T],
    ping: &mut [N::T],
    pong: &mut [N::T],
    memory: &mut [N::T],
    n: usize,
) {
    for i in 0..R {
        let (from, to) = if i % 2 == 0 { (&*pong, &mut *ping) } else { (&*ping, &mut *pong) };
        let x = if i == 0 { x } else { from };
        let y = if i + 1 == R { &mut *y } else { to };
        N::infer::<S, B>(isa, net[i].view(), &state[i], x, y, memory, n);
    }
}

/// What the memory of training comes to, for `times` blocks with values of `value` scalars between them.
///
/// At the beginning are those values, if blocks read them in their backward pass; behind them what the blocks keep, and behind it what
/// the running one needs beyond. At the end are values that are not kept, by turns, and in the backward pass a gradient, unless
/// blocks work in place.
pub(crate) const fn lens(block: Lens, reads: Reads, in_place: bool, value: usize, times: usize) -> Lens {
    let before = kept_values(reads, times, value) + (times - 1) * block.kept;
    let gradient = passing_gradient(in_place, times, value);
    Lens {
        forward: before + block.forward + passing_values(reads, times, value),
        kept: before + block.kept,
        backward: before + block.backward + gradient,
    }
}

/// The memory of the values between blocks, if these read them again.
const fn kept_values(reads: Reads, times: usize, value: usize) -> usize {
    if reads.input(0) || reads.output(0) { align((times - 1) * value) } else { 0 }
}

/// Their memory in the forward pass, if not: that of two.
const fn passing_values(reads: Reads, times: usize, value: usize) -> usize {
    match times {
        _ if kept_values(reads, times, value) > 0 => 0,
        0..=2 => (times - 1) * align(value),
        _ => 2 * align(value),
    }
}

/// Whether so many blocks leave the gradient of their input in the place of that of their output: where each does, or where gradients between
/// blocks, which lie by turns in two places, end up there.
pub const fn works_in_place(block: bool, times: usize) -> bool {
    block || times.is_multiple_of(2)
}

/// The memory of a gradient between blocks, beside that of the output.
const fn passing_gradient(in_place: bool, times: usize, value: usize) -> usize {
    if in_place || times == 1 { 0 } else { align(value) }
}

/// As [`infer`], and keeps what each block keeps and, if blocks read them, the R − 1 values between the blocks.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<N: Block, S: Isa, const B: usize, const DX: bool, const R: usize>(
    isa: S,
    net: &[N; R],
    state: &mut [N::State; R],
    x: &[N::T],
    y: &mut [N::T],
    memory: &mut [N::T],
    n: usize,
    step: Step,
) {
    let (len, kept) = (N::Outputs::LEN * B, const { N::PLAN.len(Part::Kept(DX), B) });
    let (values, memory) = memory.split_at_mut(kept_values(N::READS, R, len));
    let (memory, passing) = memory.split_at_mut(memory.len() - passing_values(N::READS, R, len));
    let (ping, pong) = passing.split_at_mut(passing.len().min(align(len)));
    for i in 0..R {
        let (before, after) = match values.len() {
            0 if i % 2 == 0 => (&*pong, &mut *ping),
            0 => (&*ping, &mut *pong),
            _ => {
                let (before, after) = values.split_at_mut(i * len);
                (&before[i.saturating_sub(1) * len..], after)
            }
        };
        let x = if i == 0 { x } else { before };
        let y = if i + 1 == R { &mut *y } else { &mut after[..len] };
        let (state, memory, step) = (&mut state[i], &mut memory[i * kept..], step.part(i as u64, false));
        N::forward::<S, B, DX>(isa, net[i].view(), state, x, y, memory, n, step);
    }
}

/// Backward through the blocks, the last one first. Gradients of values between blocks lie where that of y was or, where blocks do not work
/// in place, by turns there and at the end of the memory.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<N: Block, S: Isa, const B: usize, const DX: bool, const R: usize>(
    isa: S,
    net: &[N; R],
    state: &[N::State; R],
    x: &[N::T],
    y: &mut [N::T],
    dy: &mut [N::T],
    mut dx: Sink<'_, N::T>,
    mut grads: Option<&mut [N::Grads; R]>,
    beta: Beta,
    memory: &mut [N::T],
    n: usize,
    step: Step,
) {
    if grads.is_none() && !dx.wanted() {
        return;
    }
    let (len, kept) = (N::Outputs::LEN * B, const { N::PLAN.len(Part::Kept(DX), B) });
    let (values, memory) = memory.split_at_mut(kept_values(N::READS, R, len));
    let (memory, last) = memory.split_at_mut(memory.len() - passing_gradient(N::IN_PLACE, R, len));
    for i in (0..R).rev() {
        let (before, after) = values.split_at_mut(values.len().min(i * len));
        let (x, own) = (if i == 0 { x } else { &before[before.len().saturating_sub(len)..] }, after.len().min(len));
        let y = if i + 1 == R { &mut *y } else { &mut after[..own] };
        let (dy, to) = if N::IN_PLACE || (R - i) % 2 == 1 { (&mut *dy, &mut *last) } else { (&mut *last, &mut *dy) };
        let dx = match i {
            0 if N::IN_PLACE => dx.reborrow(),
            0 => dx.reborrow().or(to),
            _ => Sink::Store(to).unless(N::IN_PLACE),
        };
        let grads = grads.as_deref_mut().map(|grads| &mut grads[i]);
        let (memory, step) = (&mut memory[i * kept..], step.part(i as u64, false));
        N::backward::<S, B, DX>(isa, net[i].view(), &state[i], x, y, dy, dx, grads, beta, memory, n, step);
    }
}
