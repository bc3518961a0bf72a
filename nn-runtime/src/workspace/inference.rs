//! The workspace of inference, and inference straight from parameters wherever they lie.

use core::fmt;

use super::{Arena, DefaultMemory, In, MemoryError, Out, Target};
use crate::batch::{Batch, BatchError};
use crate::flat::{Flat, Nothing};
use crate::isa::{Isa, Task, dispatch};
use crate::losses::{LossFor, TargetFrom};
use crate::network::{Network, Xs, Ys};
use crate::plan::Part;
use crate::ports::{Inputs, Outputs};
use crate::sample_weights::SampleWeights;

/// The scalars of an inference workspace for `N` with a capacity of `batch` samples.
pub const fn inference_len<N: Network>(batch: usize) -> usize {
    N::PLAN.len(Part::Infer, batch)
}

/// Everything the inference of up to `B` samples needs beside the network: intermediate values, nothing for gradients.
pub struct InferenceWorkspace<N: Network, const B: usize, M = DefaultMemory<<N as Flat>::T>>(Arena<N, B, M>);

#[cfg(feature = "alloc")]
impl<N: Network, const B: usize> InferenceWorkspace<N, B> {
    /// A workspace on the heap, made in place.
    #[allow(clippy::new_without_default)] // as a `Box` of that size is not made by accident
    pub fn new() -> Self {
        Self(Arena::on_heap(Self::LEN))
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
        Arena::new(memory, Self::LEN).map(Self)
    }

    /// Evaluates all `B` samples of `x` into `y`, heads applied.
    pub fn infer(&mut self, net: N::View<'_>, state: &N::State, x: In<'_, N, B>, y: Out<'_, N, B>) {
        self.run(net, state, x, y, B);
    }

    /// Evaluates the first `n` samples of `x` into `y`, heads applied; the others are neither read nor written.
    ///
    /// # Errors
    ///
    /// If `n` is 0 or exceeds the capacity `B`.
    pub fn infer_first(
        &mut self,
        n: usize,
        net: N::View<'_>,
        state: &N::State,
        x: In<'_, N, B>,
        y: Out<'_, N, B>,
    ) -> Result<(), BatchError> {
        BatchError::check(n, B)?;
        self.run(net, state, x, y, n);
        Ok(())
    }

    /// The mean loss over the live samples of a batch, evaluated as inference does: without dropout, with running statistics.
    /// `y` receives the outputs, heads applied.
    pub fn loss<'t, L: LossFor<N::Outputs>, Y, W: SampleWeights<N::T>>(
        &mut self,
        net: N::View<'_>,
        state: &N::State,
        batch: Batch<In<'_, N, B>, Y, B, W>,
        loss: &L,
        mut y: Out<'_, N, B>,
    ) -> N::T
    where
        Target<'t, N, L, B>: TargetFrom<Y>,
    {
        let Batch { inputs, targets, len: n, weights } = batch.map_targets(TargetFrom::target);
        let (x, memory) = (N::Inputs::slices(inputs), self.0.memory.as_mut());
        let pre = N::Outputs::slices(N::Outputs::reborrow_matrices(&mut y));
        dispatch(Pass::<N, B> { memory, net, state, x, y: pre, n });
        loss.evaluate(y, targets, None, n, weights.of_samples())
    }

    fn run(&mut self, net: N::View<'_>, state: &N::State, x: In<'_, N, B>, y: Out<'_, N, B>, n: usize) {
        infer_in::<N, B>(self.0.memory.as_mut(), net, state, N::Inputs::slices(x), N::Outputs::slices(y), n);
    }
}

/// Evaluates `n` samples in memory of [`inference_len`] scalars for `B`, heads applied.
pub(crate) fn infer_in<N: Network, const B: usize>(
    memory: &mut [N::T],
    net: N::View<'_>,
    state: &N::State,
    x: Xs<'_, N>,
    mut y: Ys<'_, N>,
    n: usize,
) {
    dispatch(Pass::<N, B> { memory, net, state, x, y: N::Outputs::reborrow(&mut y), n });
    N::Outputs::activate(y, n);
}

impl<N: Network, const B: usize, M> fmt::Debug for InferenceWorkspace<N, B, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InferenceWorkspace<{}, {B}>({} scalars)", N::NAME, const { inference_len::<N>(B) })
    }
}

// A lifetime for each associated type: nothing is known of how they vary.
struct Pass<'a, 'v, 'x, 'y, N: Network, const B: usize> {
    memory: &'a mut [N::T],
    net: N::View<'v>,
    state: &'a N::State,
    x: Xs<'x, N>,
    y: Ys<'y, N>,
    n: usize,
}

impl<N: Network, const B: usize> Task for Pass<'_, '_, '_, '_, N, B> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let Self { memory, net, state, x, y, n } = self;
        N::infer::<S, B>(isa, net, state, x, y, memory, n);
    }
}

/// Inference from parameters wherever they lie, such as in a `static`; a [`Model`](crate::Model) has the same methods.
///
/// ```
/// # use nn_runtime::{*, nalgebra::*, head::Linear, initializers::Rng, listing::Listing};
/// # flat! { pub struct Scale<T> { pub factor: SVector<T, 2> } }
/// # impl<T: Scalar> Stage for Scale<T> {
/// #     type Input = Values<2>;
/// #     type Output = Output<Linear, 2>;
/// #     type As<U: Scalar> = Scale<U>;
/// #     const NAME: &'static str = "Scale";
/// #     const INPUT_SHAPE: &'static [usize] = &[2];
/// #     const OUTPUT_SHAPE: &'static [usize] = &[2];
/// #     fn init(&mut self, _: &mut Rng) {}
/// #     fn list(_: &mut Listing<'_>) {}
/// #     fn forward(&self, x: &[T], y: &mut [T], _: &mut [T]) {
/// #         for i in 0..2 { y[i] = self.factor[i] * x[i]; }
/// #     }
/// #     fn backward(&self, _: &[T], _: &[T], _: &[T], _: &mut [T], _: &mut Self) {}
/// # }
/// # impl Scale<f32> {
/// #     pub const fn from_le_bytes(bytes: &[u8; 8]) -> Self { nn_runtime::flat::from_le_bytes(bytes) }
/// # }
/// static NET: Scale<f32> = Scale::from_le_bytes(b"\0\0\x80\x3f\0\0\0\x40"); // 1 and 2
/// static MEMORY: StaticMemory<{ InferenceWorkspace::<Scale<f32>, 1>::LEN }> = StaticMemory::new();
///
/// let memory = MEMORY.take().expect("taken once");
/// let mut workspace = InferenceWorkspace::<Scale<f32>, 1, _>::new_in(memory)?;
/// let (x, mut y) = (SMatrix::from([[3.0, 4.0]]), SMatrix::zeros());
/// NET.infer(&mut workspace, &x, &mut y);
/// assert_eq!(y.as_slice(), [3.0, 8.0]);
/// # Ok::<(), MemoryError>(())
/// ```
pub trait Infer: Network {
    /// Evaluates all `B` samples of `x` into `y`, heads applied.
    fn infer<const B: usize, M: AsRef<[Self::T]> + AsMut<[Self::T]>>(
        &self,
        workspace: &mut InferenceWorkspace<Self, B, M>,
        x: In<'_, Self, B>,
        y: Out<'_, Self, B>,
    ) where
        Self: Network<State = Nothing<<Self as Flat>::T>>,
    {
        workspace.infer(self.view(), &Nothing::default(), x, y);
    }

    /// As [`infer`](Self::infer) for a network that has running statistics.
    fn infer_with<const B: usize, M: AsRef<[Self::T]> + AsMut<[Self::T]>>(
        &self,
        state: &Self::State,
        workspace: &mut InferenceWorkspace<Self, B, M>,
        x: In<'_, Self, B>,
        y: Out<'_, Self, B>,
    ) {
        workspace.infer(self.view(), state, x, y);
    }
}

impl<N: Network> Infer for N {}
