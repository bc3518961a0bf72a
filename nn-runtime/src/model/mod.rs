//! A network with its parameters and state on the heap.

mod about;
mod error;
mod predict;
mod prepare;
mod scratch;
#[cfg(all(test, feature = "std"))]
mod tests;

use core::fmt;
use core::ops::{Deref, DerefMut};

use chacha20::rand_core::SeedableRng;

#[cfg(feature = "std")]
pub(crate) use self::about::About;
pub use self::error::{InputName, PredictError};
pub use self::predict::PredictionWorkspace;
pub use self::scratch::PredictionOf;
use crate::batch::{Batch, BatchError};
use crate::flat::{Flat, Pair};
use crate::initializers::Rng;
use crate::losses::{LossFor, TargetFrom};
use crate::memory::Heap;
use crate::network::Network;
use crate::sample_weights::SampleWeights;
use crate::step::Step;
use crate::workspace::{In, InferenceWorkspace, Out, Target, Workspace};

/// A network's parameters and running statistics in one box, made in place; with them the scaling of what goes in and the names of
/// columns and classes. It dereferences to the parameters.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! { Net(x: [2]) -> [1] { x -> hidden: dense<4> -> tanh -> dense<1> } }
///
/// let mut model = Net::init(1); // from a seed
/// model.hidden.bias[0] = 0.5; // the parameters are fields
/// let mut workspace = InferenceWorkspace::<Net, 1>::new();
/// let (x, mut y) = (SMatrix::from([[1.0, -1.0]]), SMatrix::zeros());
/// model.infer(&mut workspace, &x, &mut y);
///
/// let copy = model.clone(); // made in place as well
/// assert_eq!(copy.as_flat(), model.as_flat());
/// ```
pub struct Model<N: Network> {
    /// A [`Parts`], where vectors are whole lines of the cache.
    memory: Heap<N::T>,
    about: about::About,
}

/// Parameters and running statistics.
type Parts<N> = Pair<N, <N as Network>::State>;

impl<N: Network> Model<N> {
    /// A model of zeros, running statistics included.
    pub fn zeroed() -> Self {
        Self { memory: Heap::zeroed(Parts::<N>::LEN), about: about::About::default() }
    }

    /// A model with the initial values its stages declare, drawn from `seed`.
    pub fn init(seed: u64) -> Self {
        let mut model = Self::zeroed();
        let (params, state) = model.split();
        params.init(state, &mut Rng::seed_from_u64(seed));
        model
    }

    /// The parameters.
    pub fn params(&self) -> &N {
        &Parts::<N>::from_flat(self.memory.as_ref()).0
    }

    /// The parameters.
    pub fn params_mut(&mut self) -> &mut N {
        &mut Parts::<N>::from_flat_mut(self.memory.as_mut()).0
    }

    /// The running statistics.
    pub fn state(&self) -> &N::State {
        &Parts::<N>::from_flat(self.memory.as_ref()).1
    }

    /// The running statistics.
    pub fn state_mut(&mut self) -> &mut N::State {
        &mut Parts::<N>::from_flat_mut(self.memory.as_mut()).1
    }

    /// The parameters beside the running statistics, which a training pass changes.
    pub(crate) fn split(&mut self) -> (&mut N, &mut N::State) {
        let Pair(params, state) = Parts::<N>::from_flat_mut(self.memory.as_mut());
        (params, state)
    }

    /// One training step without the update: forward pass, loss, backward pass. Returns the mean loss over the live samples;
    /// the gradients are in [`Workspace::grads`].
    pub fn forward_backward<'t, L, Y, W, const B: usize, M>(
        &mut self,
        workspace: &mut Workspace<N, B, M>,
        batch: Batch<In<'_, N, B>, Y, B, W>,
        loss: &L,
        step: Step,
    ) -> N::T
    where
        L: LossFor<N::Outputs>,
        Target<'t, N, L, B>: TargetFrom<Y>,
        W: SampleWeights<N::T>,
        M: AsRef<[N::T]> + AsMut<[N::T]>,
    {
        let (params, state) = self.split();
        workspace.forward_backward(params.view(), state, batch, loss, step)
    }

    /// As [`forward_backward`](Self::forward_backward), but adds to the gradients that are there.
    pub fn accumulate<'t, L, Y, W, const B: usize, M>(
        &mut self,
        workspace: &mut Workspace<N, B, M>,
        batch: Batch<In<'_, N, B>, Y, B, W>,
        loss: &L,
        step: Step,
    ) -> N::T
    where
        L: LossFor<N::Outputs>,
        Target<'t, N, L, B>: TargetFrom<Y>,
        W: SampleWeights<N::T>,
        M: AsRef<[N::T]> + AsMut<[N::T]>,
    {
        let (params, state) = self.split();
        workspace.accumulate(params.view(), state, batch, loss, step)
    }

    /// Evaluates all `B` samples of `x` into `y`, heads applied.
    pub fn infer<const B: usize, M: AsRef<[N::T]> + AsMut<[N::T]>>(
        &self,
        workspace: &mut InferenceWorkspace<N, B, M>,
        x: In<'_, N, B>,
        y: Out<'_, N, B>,
    ) {
        workspace.infer(self.params().view(), self.state(), x, y);
    }

    /// Evaluates the first `n` samples of `x` into `y`, heads applied; the others are neither read nor written.
    ///
    /// # Errors
    ///
    /// If `n` is 0 or exceeds the capacity `B`.
    pub fn infer_first<const B: usize, M: AsRef<[N::T]> + AsMut<[N::T]>>(
        &self,
        n: usize,
        workspace: &mut InferenceWorkspace<N, B, M>,
        x: In<'_, N, B>,
        y: Out<'_, N, B>,
    ) -> Result<(), BatchError> {
        workspace.infer_first(n, self.params().view(), self.state(), x, y)
    }

    /// The mean loss over the live samples of a batch, evaluated as inference does: without dropout, with running statistics.
    /// `y` receives the outputs, heads applied.
    pub fn loss<'t, L, Y, W, const B: usize, M>(
        &self,
        workspace: &mut InferenceWorkspace<N, B, M>,
        batch: Batch<In<'_, N, B>, Y, B, W>,
        loss: &L,
        y: Out<'_, N, B>,
    ) -> N::T
    where
        L: LossFor<N::Outputs>,
        Target<'t, N, L, B>: TargetFrom<Y>,
        W: SampleWeights<N::T>,
        M: AsRef<[N::T]> + AsMut<[N::T]>,
    {
        workspace.loss(self.params().view(), self.state(), batch, loss, y)
    }
}

impl<N: Network> Deref for Model<N> {
    type Target = N;

    fn deref(&self) -> &N {
        self.params()
    }
}

impl<N: Network> DerefMut for Model<N> {
    fn deref_mut(&mut self) -> &mut N {
        self.params_mut()
    }
}

impl<N: Network> Clone for Model<N> {
    /// A copy made in place on the heap.
    fn clone(&self) -> Self {
        let mut copy = Self::zeroed();
        copy.clone_from(self);
        copy
    }

    /// Copies into the memory that is there.
    fn clone_from(&mut self, source: &Self) {
        self.memory.as_mut().copy_from_slice(source.memory.as_ref());
        self.about.clone_from(&source.about);
    }
}

impl<N: Network> fmt::Debug for Model<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Model<{}>({} parameters)", N::NAME, N::LEN)
    }
}
