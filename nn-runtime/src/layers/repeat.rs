//! `repeat<R> { … }`: R blocks of one kind in a row, each with parameters of its own, as a loop.

use crate::flat::Flat;
use crate::isa::Isa;
use crate::network::Network;
use crate::ports::{Inputs, Outputs};
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

/// As [`infer`], and keeps in `values` the R − 1 values between the blocks, in `saved` what each block keeps.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn forward<N: Block, S: Isa, const B: usize, const R: usize>(
    isa: S,
    net: &[N; R],
    state: &mut [N::State; R],
    x: &[N::T],
    y: &mut [N::T],
    values: &mut [N::T],
    saved: &mut [N::T],
    memory: &mut [N::T],
    n: usize,
    step: Step,
) {
    let (len, kept) = (N::Outputs::LEN * B, saved.len() / R);
    for i in 0..R {
        let (before, after) = values.split_at_mut(i * len);
        let x = if i == 0 { x } else { &before[(i - 1) * len..] };
        let y = if i + 1 == R { &mut *y } else { &mut after[..len] };
        let saved = &mut saved[i * kept..(i + 1) * kept];
        N::forward::<S, B>(isa, net[i].view(), &mut state[i], x, y, saved, memory, n, step.part(i as u64, false));
    }
}

/// Backward through the blocks, the last one first. The gradients between blocks lie in `ping` and `pong` by turns.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub fn backward<N: Block, S: Isa, const B: usize, const R: usize>(
    isa: S,
    net: &[N; R],
    state: &[N::State; R],
    x: &[N::T],
    dy: &mut [N::T],
    mut dx: Sink<'_, N::T>,
    mut grads: Option<&mut [N::Grads; R]>,
    beta: Beta,
    values: &[N::T],
    saved: &mut [N::T],
    ping: &mut [N::T],
    pong: &mut [N::T],
    memory: &mut [N::T],
    n: usize,
    step: Step,
) {
    if grads.is_none() && !dx.wanted() {
        return;
    }
    let (len, kept) = (N::Outputs::LEN * B, saved.len() / R);
    for i in (0..R).rev() {
        let (from, to) = if i % 2 == 0 { (&mut *pong, &mut *ping) } else { (&mut *ping, &mut *pong) };
        let x = if i == 0 { x } else { &values[(i - 1) * len..i * len] };
        let dy = if i + 1 == R { &mut *dy } else { from };
        let dx = if i == 0 { dx.reborrow() } else { Sink::Store(to) };
        let grads = grads.as_deref_mut().map(|grads| &mut grads[i]);
        let saved = &mut saved[i * kept..(i + 1) * kept];
        let step = step.part(i as u64, false);
        N::backward::<S, B>(isa, net[i].view(), &state[i], x, dy, dx, grads, beta, saved, memory, n, step);
    }
}
