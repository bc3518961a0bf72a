//! Workspaces: one flat piece of memory each, its size known while the compiler runs, made once.

use core::fmt;
use core::marker::PhantomData;

use thiserror::Error;

use crate::batch::Batch;
use crate::flat::Flat;
use crate::isa::{Isa, Task, dispatch};
use crate::losses::{LossFor, TargetFrom};
#[cfg(feature = "alloc")]
use crate::memory::Heap;
use crate::network::Network;
use crate::plan::{Part, Span, align, slots};
use crate::ports::{Inputs, Outputs};
use crate::sink::Beta;
use crate::step::Step;

/// The matrices a caller of network `N` hands over.
pub type In<'a, N, const B: usize> = <<N as Network>::Inputs as Inputs>::In<'a, <N as Flat>::T, B>;
/// The matrices a caller of network `N` receives.
pub type Out<'a, N, const B: usize> = <<N as Network>::Outputs as Outputs>::Out<'a, <N as Flat>::T, B>;
/// The targets of loss `L` on network `N`.
pub type Target<'a, N, L, const B: usize> = <L as LossFor<<N as Network>::Outputs>>::Target<'a, <N as Flat>::T, B>;

/// Memory that has another length than a workspace needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the workspace of `{network}` at a capacity of {capacity} needs {needed} scalars, but the memory has {given}")]
pub struct MemoryError {
    /// The network's name.
    pub network: &'static str,
    /// The capacity.
    pub capacity: usize,
    /// Scalars needed.
    pub needed: usize,
    /// Scalars given.
    pub given: usize,
}

/// Where the parts of a training workspace lie.
struct Training<N, const B: usize>(PhantomData<N>);

impl<N: Network, const B: usize> Training<N, B> {
    /// Gradients, outputs, gradients of outputs, saved values, memory of the passes.
    const AT: [Span; 5] = training_spans::<N>(B);
}

const fn training_spans<N: Network>(batch: usize) -> [Span; 5] {
    let (forward, backward) = (N::PLAN.len(Part::Forward, batch), N::PLAN.len(Part::Backward, batch));
    let outputs = N::Outputs::LEN * batch;
    let lens = [
        <N::Grads as Flat>::LEN,
        outputs,
        outputs,
        N::PLAN.len(Part::Saved, batch),
        if forward > backward { forward } else { backward },
    ];
    let mut at = [Span { start: 0, len: 0 }; 5];
    let (mut start, mut i) = (0, 0);
    while i < 5 {
        at[i] = Span { start, len: lens[i] };
        start += align(lens[i]);
        i += 1;
    }
    at
}

/// The scalars of a training workspace for `N` with a capacity of `batch` samples.
pub const fn training_len<N: Network>(batch: usize) -> usize {
    let last = training_spans::<N>(batch)[4];
    last.start + align(last.len)
}

/// The scalars of an inference workspace for `N` with a capacity of `batch` samples.
pub const fn inference_len<N: Network>(batch: usize) -> usize {
    N::PLAN.len(Part::Infer, batch)
}

/// Everything a training step of `N` on up to `B` samples needs beside the network: gradients, outputs, saved values.
///
/// It is one flat piece of memory of [`Workspace::LEN`] scalars, on the heap or wherever [`Workspace::new_in`] is told.
pub struct Workspace<N: Network, const B: usize, M> {
    memory: M,
    network: PhantomData<fn() -> N>,
}

#[cfg(feature = "alloc")]
impl<N: Network, const B: usize> Workspace<N, B, Heap<N::T>> {
    /// A workspace on the heap, made in place.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { memory: Heap::zeroed(Self::LEN), network: PhantomData }
    }
}

impl<N: Network, const B: usize, M: AsRef<[N::T]> + AsMut<[N::T]>> Workspace<N, B, M> {
    /// Its length in scalars.
    pub const LEN: usize = training_len::<N>(B);

    /// A workspace in memory of one's own, such as a [`StaticMemory`](crate::StaticMemory).
    ///
    /// # Errors
    ///
    /// If the memory is not exactly [`LEN`](Self::LEN) scalars long.
    pub fn new_in(memory: M) -> Result<Self, MemoryError> {
        let given = memory.as_ref().len();
        if given != Self::LEN {
            return Err(MemoryError { network: N::NAME, capacity: B, needed: Self::LEN, given });
        }
        Ok(Self { memory, network: PhantomData })
    }

    /// The gradients of the last step.
    pub fn grads(&self) -> &N::Grads {
        let at = Training::<N, B>::AT[0];
        Flat::from_flat(&self.memory.as_ref()[at.start..at.start + at.len])
    }

    /// The gradients of the last step, to clip or to add to.
    pub fn grads_mut(&mut self) -> &mut N::Grads {
        let at = Training::<N, B>::AT[0];
        Flat::from_flat_mut(&mut self.memory.as_mut()[at.start..at.start + at.len])
    }

    /// The outputs of the last step, heads applied; columns behind the live samples hold anything.
    pub fn outputs(&mut self) -> Out<'_, N, B> {
        let at = Training::<N, B>::AT[1];
        N::Outputs::matrices(&mut self.memory.as_mut()[at.start..at.start + at.len])
    }

    /// One training step without the update: forward pass, loss, backward pass. Returns the mean loss over the live samples;
    /// the gradients are in [`grads`](Self::grads).
    pub fn forward_backward<'t, L: LossFor<N::Outputs>, Y>(
        &mut self,
        net: N::View<'_>,
        state: &mut N::State,
        batch: Batch<In<'_, N, B>, Y, B>,
        loss: &L,
        step: Step,
    ) -> N::T
    where
        Target<'t, N, L, B>: TargetFrom<Y>,
    {
        let (memory, batch) = (self.memory.as_mut(), batch.map_targets(TargetFrom::target));
        dispatch(ForwardBackward::<N, L, B> { memory, net, state, batch, loss, beta: Beta::Store, step })
    }

    /// As [`forward_backward`](Self::forward_backward), but adds to the gradients that are there.
    pub fn accumulate<'t, L: LossFor<N::Outputs>, Y>(
        &mut self,
        net: N::View<'_>,
        state: &mut N::State,
        batch: Batch<In<'_, N, B>, Y, B>,
        loss: &L,
        step: Step,
    ) -> N::T
    where
        Target<'t, N, L, B>: TargetFrom<Y>,
    {
        let (memory, batch) = (self.memory.as_mut(), batch.map_targets(TargetFrom::target));
        dispatch(ForwardBackward::<N, L, B> { memory, net, state, batch, loss, beta: Beta::Add, step })
    }
}

impl<N: Network, const B: usize, M> fmt::Debug for Workspace<N, B, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace<{}, {B}>({} scalars)", N::NAME, training_len::<N>(B))
    }
}

// A lifetime for each associated type: nothing is known of how they vary.
struct ForwardBackward<'a, 'v, 'x, 't, N: Network, L: LossFor<N::Outputs>, const B: usize> {
    memory: &'a mut [N::T],
    net: N::View<'v>,
    state: &'a mut N::State,
    batch: Batch<In<'x, N, B>, Target<'t, N, L, B>, B>,
    loss: &'a L,
    beta: Beta,
    step: Step,
}

impl<N: Network, L: LossFor<N::Outputs>, const B: usize> Task for ForwardBackward<'_, '_, '_, '_, N, L, B> {
    type Output = N::T;

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) -> N::T {
        let Self { memory, net, state, batch: Batch { inputs, targets, len: n }, loss, beta, step } = self;
        let [grads, y, dy, saved, scratch] = slots(memory, Training::<N, B>::AT);
        let x = N::Inputs::slices(inputs);
        N::forward::<S, B>(isa, net, state, x, N::Outputs::split(y, B), saved, scratch, n, step);
        let value = loss.evaluate(N::Outputs::matrices(y), targets, Some(N::Outputs::matrices(dy)), n);
        let grads = N::Grads::from_flat_mut(grads);
        let dy = N::Outputs::split(dy, B);
        N::backward::<S, B>(isa, net, state, x, dy, N::Inputs::skip(), Some(grads), beta, saved, scratch, n, step);
        value
    }
}

/// Everything the inference of up to `B` samples needs beside the network: intermediate values, nothing for gradients.
pub struct InferenceWorkspace<N: Network, const B: usize, M> {
    memory: M,
    network: PhantomData<fn() -> N>,
}

#[cfg(feature = "alloc")]
impl<N: Network, const B: usize> InferenceWorkspace<N, B, Heap<N::T>> {
    /// A workspace on the heap, made in place.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { memory: Heap::zeroed(Self::LEN), network: PhantomData }
    }
}

impl<N: Network, const B: usize, M: AsRef<[N::T]> + AsMut<[N::T]>> InferenceWorkspace<N, B, M> {
    /// Its length in scalars.
    pub const LEN: usize = inference_len::<N>(B);

    /// A workspace in memory of one's own, such as a [`StaticMemory`](crate::StaticMemory).
    ///
    /// # Errors
    ///
    /// If the memory is not exactly [`LEN`](Self::LEN) scalars long.
    pub fn new_in(memory: M) -> Result<Self, MemoryError> {
        let given = memory.as_ref().len();
        if given != Self::LEN {
            return Err(MemoryError { network: N::NAME, capacity: B, needed: Self::LEN, given });
        }
        Ok(Self { memory, network: PhantomData })
    }

    /// Evaluates the first `n` samples of `x` into `y`, heads applied.
    ///
    /// # Panics
    ///
    /// If `n` exceeds the capacity `B`.
    pub fn infer(&mut self, net: N::View<'_>, state: &N::State, x: In<'_, N, B>, y: Out<'_, N, B>, n: usize) {
        assert!(n <= B, "{n} samples exceed the capacity of {B}");
        dispatch(Infer::<N, B> { memory: self.memory.as_mut(), net, state, x, y, n });
    }
}

impl<N: Network, const B: usize, M> fmt::Debug for InferenceWorkspace<N, B, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InferenceWorkspace<{}, {B}>({} scalars)", N::NAME, inference_len::<N>(B))
    }
}

struct Infer<'a, 'v, 'x, 'y, N: Network, const B: usize> {
    memory: &'a mut [N::T],
    net: N::View<'v>,
    state: &'a N::State,
    x: In<'x, N, B>,
    y: Out<'y, N, B>,
    n: usize,
}

impl<N: Network, const B: usize> Task for Infer<'_, '_, '_, '_, N, B> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { memory, net, state, x, y, n } = self;
        let mut y = N::Outputs::slices(y);
        N::infer::<S, B>(isa, net, state, N::Inputs::slices(x), N::Outputs::reborrow(&mut y), memory, n);
        N::Outputs::activate(y, n);
    }
}
