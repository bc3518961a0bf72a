//! The workspace of training, and the pieces of a training step.

use core::fmt;

use super::{Arena, DefaultMemory, In, MemoryError, Out, Target};
use crate::batch::Batch;
use crate::flat::Flat;
use crate::isa::{Isa, Task, dispatch};
use crate::losses::{LossFor, TargetFrom};
use crate::network::{Network, Sinks, Xs};
use crate::plan::{Part, Span, align, slots};
use crate::ports::{Inputs, Outputs};
use crate::sample_weights::SampleWeights;
use crate::sink::Beta;
use crate::step::Step;

/// Everything a training step of `N` on up to `B` samples needs beside the network: gradients, outputs, saved values.
///
/// It is one flat piece of memory of [`Workspace::LEN`] scalars, on the heap or wherever [`Workspace::new_in`] is told:
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! { Net(x: [2]) -> [1] { x -> dense<4> -> tanh -> dense<1> } }
///
/// static MEMORY: StaticMemory<{ Net::training_len(8) }> = StaticMemory::new();
///
/// let memory = MEMORY.take().expect("taken once");
/// let mut workspace = Workspace::<Net, 8, _>::new_in(memory)?; // for up to 8 samples at a time
/// # #[cfg(feature = "alloc")] {
/// let mut model = Net::init(1);
/// let (x, targets) = (SMatrix::repeat(0.5), SMatrix::repeat(1.0));
/// let batch = Batch::first(5, &x, &targets).expect("5 are at most 8");
/// let loss = model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(1, 0));
/// assert!(loss > 0.0);
/// println!("the gradient of the last bias is {}", workspace.grads().dense_2.bias[0]);
/// # }
/// # Ok::<(), nn_runtime::MemoryError>(())
/// ```
pub struct Workspace<N: Network, const B: usize, M = DefaultMemory<<N as Flat>::T>>(Arena<N, B, M>);

/// The parts of a workspace, in the order of memory.
const PARTS: usize = 5;

pub(crate) type Layout = [Span; PARTS];

/// Where they lie, with memory for the `backward` part of the plan: gradients, outputs, gradients of outputs, what is saved for the backward pass, memory of the passes (which
/// run one after the other and share it).
pub(crate) const fn layout<N: Network>(batch: usize, backward: Part) -> Layout {
    let (forward, backward) = (N::PLAN.len(Part::Forward, batch), N::PLAN.len(backward, batch));
    let outputs = N::Outputs::LEN * batch;
    let scratch = if forward > backward { forward } else { backward };
    let lens = [<N::Grads as Flat>::LEN, outputs, outputs, N::PLAN.len(Part::Saved, batch), scratch];
    let mut at = [Span { start: 0, len: 0 }; PARTS];
    let (mut start, mut i) = (0, 0);
    while i < PARTS {
        at[i] = Span { start, len: lens[i] };
        start += align(lens[i]);
        i += 1;
    }
    at
}

/// The scalars of a training workspace for `N` with a capacity of `batch` samples.
pub const fn training_len<N: Network>(batch: usize) -> usize {
    end(&layout::<N>(batch, Part::Training))
}

/// The scalars that the parts take together.
pub(crate) const fn end(layout: &Layout) -> usize {
    let last = layout[PARTS - 1];
    last.start + align(last.len)
}

#[cfg(feature = "alloc")]
impl<N: Network, const B: usize> Workspace<N, B> {
    /// A workspace on the heap, made in place.
    #[allow(clippy::new_without_default)] // as a `Box` of that size is not made by accident
    pub fn new() -> Self {
        Self(Arena::on_heap(Self::LEN))
    }
}

impl<N: Network, const B: usize, M: AsRef<[N::T]> + AsMut<[N::T]>> Workspace<N, B, M> {
    /// Its length in scalars.
    pub const LEN: usize = training_len::<N>(B);

    const LAYOUT: Layout = layout::<N>(B, Part::Training);

    /// A workspace in memory of one's own, such as a [`StaticMemory`](crate::StaticMemory).
    ///
    /// # Errors
    ///
    /// If the memory is not exactly [`LEN`](Self::LEN) scalars long.
    pub fn new_in(memory: M) -> Result<Self, MemoryError> {
        Arena::new(memory, Self::LEN).map(Self)
    }

    /// The gradients of the last step.
    pub fn grads(&self) -> &N::Grads {
        N::Grads::from_flat(Self::LAYOUT[0].of(self.0.memory.as_ref()))
    }

    /// The gradients of the last step, to clip or to add to.
    pub fn grads_mut(&mut self) -> &mut N::Grads {
        N::Grads::from_flat_mut(Self::LAYOUT[0].of_mut(self.0.memory.as_mut()))
    }

    /// The outputs of the last step, heads applied; columns behind the live samples hold anything.
    pub fn outputs(&mut self) -> Out<'_, N, B> {
        N::Outputs::matrices(Self::LAYOUT[1].of_mut(self.0.memory.as_mut()))
    }

    /// One training step without the update: forward pass, loss, backward pass. Returns the mean loss over the live samples;
    /// the gradients are in [`grads`](Self::grads).
    pub fn forward_backward<'t, L: LossFor<N::Outputs>, Y, W: SampleWeights<N::T>>(
        &mut self,
        net: N::View<'_>,
        state: &mut N::State,
        batch: Batch<In<'_, N, B>, Y, B, W>,
        loss: &L,
        step: Step,
    ) -> N::T
    where
        Target<'t, N, L, B>: TargetFrom<Y>,
    {
        self.run(Pass::new(net, state, batch, loss, step), Beta::Store)
    }

    /// As [`forward_backward`](Self::forward_backward), but adds to the gradients that are there.
    pub fn accumulate<'t, L: LossFor<N::Outputs>, Y, W: SampleWeights<N::T>>(
        &mut self,
        net: N::View<'_>,
        state: &mut N::State,
        batch: Batch<In<'_, N, B>, Y, B, W>,
        loss: &L,
        step: Step,
    ) -> N::T
    where
        Target<'t, N, L, B>: TargetFrom<Y>,
    {
        self.run(Pass::new(net, state, batch, loss, step), Beta::Add)
    }

    fn run<L, W>(&mut self, pass: Pass<'_, '_, '_, '_, N, L, W, B>, beta: Beta) -> N::T
    where
        L: LossFor<N::Outputs>,
        W: SampleWeights<N::T>,
    {
        run(self.0.memory.as_mut(), Self::LAYOUT, pass, Some((N::Inputs::skip(), beta)))
    }
}

impl<N: Network, const B: usize, M> fmt::Debug for Workspace<N, B, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace<{}, {B}>({} scalars)", N::NAME, training_len::<N>(B))
    }
}

/// What a pass of training reads. (A lifetime for each associated type: nothing is known of how they vary.)
pub(crate) struct Pass<'a, 'v, 'x, 't, N: Network, L: LossFor<N::Outputs>, W, const B: usize> {
    pub(crate) net: N::View<'v>,
    pub(crate) state: &'a mut N::State,
    pub(crate) x: Xs<'x, N>,
    pub(crate) targets: Target<'t, N, L, B>,
    pub(crate) n: usize,
    pub(crate) weights: W,
    pub(crate) loss: &'a L,
    pub(crate) step: Step,
}

impl<'a, 'v, 'x, 't, N: Network, L: LossFor<N::Outputs>, W, const B: usize> Pass<'a, 'v, 'x, 't, N, L, W, B> {
    fn new<Y>(
        net: N::View<'v>,
        state: &'a mut N::State,
        batch: Batch<In<'x, N, B>, Y, B, W>,
        loss: &'a L,
        step: Step,
    ) -> Self
    where
        Target<'t, N, L, B>: TargetFrom<Y>,
    {
        let Batch { inputs, targets, len: n, weights } = batch.map_targets(TargetFrom::target);
        Self { net, state, x: N::Inputs::slices(inputs), targets, n, weights, loss, step }
    }
}

/// The forward pass of training and the loss; then, if asked for, the backward pass, with the sinks for the gradients of the
/// inputs (the layout must have memory for them), and whether those of the parameters are added to what is there.
pub(crate) fn run<N: Network, L: LossFor<N::Outputs>, W: SampleWeights<N::T>, const B: usize>(
    memory: &mut [N::T],
    layout: Layout,
    pass: Pass<'_, '_, '_, '_, N, L, W, B>,
    back: Option<(Sinks<'_, N>, Beta)>,
) -> N::T {
    dispatch(Run { memory, layout, pass, back })
}

struct Run<'a, 'v, 'x, 't, 'd, N: Network, L: LossFor<N::Outputs>, W, const B: usize> {
    memory: &'a mut [N::T],
    layout: Layout,
    pass: Pass<'a, 'v, 'x, 't, N, L, W, B>,
    back: Option<(Sinks<'d, N>, Beta)>,
}

impl<N, L, W, const B: usize> Task for Run<'_, '_, '_, '_, '_, N, L, W, B>
where
    N: Network,
    L: LossFor<N::Outputs>,
    W: SampleWeights<N::T>,
{
    type Output = N::T;

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) -> N::T {
        let Pass { net, state, x, targets, n, weights, loss, step } = self.pass;
        let weights = weights.of_samples();
        let [grads, y, dy, saved, scratch] = slots(self.memory, self.layout);
        N::forward::<S, B>(isa, net, state, x, N::Outputs::split(y, B), saved, scratch, n, step);
        let y = N::Outputs::matrices(y);
        let Some((dx, beta)) = self.back else {
            return loss.evaluate_on(isa, y, targets, None, n, weights);
        };
        let value = loss.evaluate_on(isa, y, targets, Some(N::Outputs::matrices(dy)), n, weights);
        let (dy, grads) = (N::Outputs::split(dy, B), Some(N::Grads::from_flat_mut(grads)));
        N::backward::<S, B>(isa, net, state, x, dy, dx, grads, beta, saved, scratch, n, step);
        value
    }
}
