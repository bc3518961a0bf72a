//! The workspace of training, and the pieces of a training step.

use core::fmt;

use super::{Arena, DefaultMemory, In, MemoryError, Out, Target};
use crate::batch::Batch;
use crate::flat::Flat;
use crate::isa::{Isa, Task, dispatch};
use crate::losses::{LossFor, TargetFrom};
use crate::network::{Network, Sinks, Xs};
use crate::plan::{Lens, Span, align, slots};
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

/// Where the parts of a workspace lie.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Gradients of parameters.
    pub(crate) grads: Span,
    outputs: Span,
    /// Gradients of outputs: behind the memory of the backward pass, over that of the forward pass.
    gradients: Span,
    /// The memory of the two passes, which begin at the same place.
    forward: Span,
    backward: Span,
    /// The scalars of all together.
    pub(crate) len: usize,
}

/// The layout for a capacity of `batch` samples, where gradients of inputs may be asked for (`dx`) or not.
pub(crate) const fn layout<N: Network>(batch: usize, dx: bool) -> Layout {
    let Lens { forward, backward, .. } = N::PLAN.training(dx, batch);
    let grads = Span { start: 0, len: <N::Grads as Flat>::LEN };
    let outputs = Span { start: align(grads.len), len: N::Outputs::LEN * batch };
    let start = outputs.start + align(outputs.len);
    let (forward, backward) = (Span { start, len: forward }, Span { start, len: backward });
    let gradients = Span { start: start + backward.len, len: outputs.len };
    let (forward_end, backward_end) = (start + forward.len, gradients.start + align(gradients.len));
    let len = if forward_end > backward_end { forward_end } else { backward_end };
    Layout { grads, outputs, gradients, forward, backward, len }
}

/// The scalars of a training workspace for `N` with a capacity of `batch` samples.
pub const fn training_len<N: Network>(batch: usize) -> usize {
    layout::<N>(batch, false).len
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

    const LAYOUT: Layout = layout::<N>(B, false);

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
        N::Grads::from_flat(Self::LAYOUT.grads.of(self.0.memory.as_ref()))
    }

    /// The gradients of the last step, to clip or to add to.
    pub fn grads_mut(&mut self) -> &mut N::Grads {
        N::Grads::from_flat_mut(Self::LAYOUT.grads.of_mut(self.0.memory.as_mut()))
    }

    /// The outputs of the last step, heads applied; columns behind the live samples hold anything.
    pub fn outputs(&mut self) -> Out<'_, N, B> {
        N::Outputs::matrices(Self::LAYOUT.outputs.of_mut(self.0.memory.as_mut()))
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
        run::<N, L, W, B, false>(self.0.memory.as_mut(), pass, Some((N::Inputs::skip(), beta)))
    }
}

impl<N: Network, const B: usize, M> fmt::Debug for Workspace<N, B, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace<{}, {B}>({} scalars)", N::NAME, const { training_len::<N>(B) })
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
/// inputs (which skip them unless `DX`), and whether those of the parameters are added to what is there.
pub(crate) fn run<N: Network, L: LossFor<N::Outputs>, W: SampleWeights<N::T>, const B: usize, const DX: bool>(
    memory: &mut [N::T],
    pass: Pass<'_, '_, '_, '_, N, L, W, B>,
    back: Option<(Sinks<'_, N>, Beta)>,
) -> N::T {
    dispatch(Run::<N, L, W, B, DX> { memory, pass, back })
}

struct Run<'a, 'v, 'x, 't, 'd, N: Network, L: LossFor<N::Outputs>, W, const B: usize, const DX: bool> {
    memory: &'a mut [N::T],
    pass: Pass<'a, 'v, 'x, 't, N, L, W, B>,
    back: Option<(Sinks<'d, N>, Beta)>,
}

impl<N, L, W, const B: usize, const DX: bool> Task for Run<'_, '_, '_, '_, '_, N, L, W, B, DX>
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
        let layout = const { layout::<N>(B, DX) };
        let [y, memory] = slots(self.memory, [layout.outputs, layout.forward]);
        N::forward::<S, B, DX>(isa, net, state, x, N::Outputs::split(y, B), memory, n, step);
        let Some((dx, beta)) = self.back else {
            return loss.evaluate_on(isa, N::Outputs::matrices(y), targets, None, n, weights);
        };
        let parts = [layout.grads, layout.outputs, layout.gradients, layout.backward];
        let [grads, y, dy, memory] = slots(self.memory, parts);
        let (made, toward) = (N::Outputs::matrices(&mut *y), Some(N::Outputs::matrices(&mut *dy)));
        let value = loss.evaluate_on(isa, made, targets, toward, n, weights);
        let (y, dy, grads) = (N::Outputs::split(y, B), N::Outputs::split(dy, B), Some(N::Grads::from_flat_mut(grads)));
        N::backward::<S, B, DX>(isa, net, state, x, y, dy, dx, grads, beta, memory, n, step);
        value
    }
}
