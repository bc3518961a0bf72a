//! Samples, a batch at a time.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::dataset::Dataset;
#[cfg(feature = "std")]
use super::sample::InputOf;
use super::sample::Sample;
use super::split::shuffle;
use crate::batch::Batch;
use crate::initializers::Rng;
#[cfg(feature = "std")]
use crate::ports::Inputs;
#[cfg(feature = "std")]
use crate::scalar::Scalar;

/// The samples of a data set as batches of up to `B`, each made in the same memory.
///
/// ```
/// use nn_runtime::prelude::*;
///
/// network! { Net(x: [2]) -> [1] { x -> dense<4> -> tanh -> dense<1> } }
///
/// let data = Dataset::new([[0.0_f32, 1.0], [1.0, 0.0], [1.0, 1.0]], [[1.0_f32], [1.0], [0.0]]).unwrap();
/// let (mut model, mut workspace) = (Net::init(1), Workspace::<Net, 2>::new());
/// let mut sgd = Sgd::new(0.1).optimizer::<Net>()?;
/// let mut rng = Rng::seed_from_u64(1);
///
/// let mut batches = data.batches::<2>();
/// for _epoch in 0..10 {
///     batches.shuffle(&mut rng);
///     while let Some(batch) = batches.next() {
///         model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(1, sgd.steps()));
///         sgd.step(&mut model, workspace.grads());
///     }
/// }
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
pub struct Batches<'d, X: Sample, Y: Sample, const B: usize> {
    data: &'d Dataset<X, Y>,
    order: Vec<usize>,
    next: usize,
    inputs: Box<X::Columns<B>>,
    targets: Box<Y::Columns<B>>,
}

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// The samples as batches of up to `B`, in their order until it is shuffled.
    pub fn batches<const B: usize>(&self) -> Batches<'_, X, Y, B> {
        const { assert!(B > 0, "a batch holds at least one sample") };
        let order = (0..self.len()).collect();
        Batches { data: self, order, next: 0, inputs: X::columns::<B>(), targets: Y::columns::<B>() }
    }
}

impl<X: Sample, Y: Sample, const B: usize> Batches<'_, X, Y, B> {
    /// Begins again, in an order drawn from `rng`.
    pub fn shuffle(&mut self, rng: &mut Rng) {
        shuffle(&mut self.order, rng);
        self.restart();
    }

    /// Begins again, in the same order.
    pub fn restart(&mut self) {
        self.next = 0;
    }

    /// How many batches there are from the beginning to the end.
    pub fn count(&self) -> usize {
        self.order.len().div_ceil(B)
    }

    /// The next batch, `None` at the end. All have `B` samples but the last, which has what is left.
    #[expect(clippy::should_implement_trait, reason = "batches lie in one memory, so each ends before the next begins")]
    pub fn next(&mut self) -> Option<Batch<X::Lent<'_, B>, Y::Lent<'_, B>, B>> {
        let len = self.fill();
        Batch::first(len, X::lend::<B>(&self.inputs), Y::lend::<B>(&self.targets)).ok()
    }

    /// The next batch, as a network with the inputs `P` takes it.
    #[cfg(feature = "std")]
    pub(crate) fn next_for<P: Inputs, T: Scalar>(&mut self) -> Option<Batch<P::In<'_, T, B>, Y::Lent<'_, B>, B>>
    where
        X: InputOf<P, T>,
    {
        let len = self.fill();
        Batch::first(len, X::input::<B>(&self.inputs), Y::lend::<B>(&self.targets)).ok()
    }

    /// The weights of the samples of the next batch; none where all count alike.
    #[cfg(feature = "std")]
    pub(crate) fn next_weights<T: Scalar>(&self, to: &mut Vec<T>) {
        to.clear();
        if let Some(weights) = self.data.weights() {
            let places = &self.order[self.next..self.order.len().min(self.next + B)];
            to.extend(places.iter().map(|&i| T::from_f64(weights[i])));
        }
    }

    /// Stores the next samples in the columns, and says how many they are.
    fn fill(&mut self) -> usize {
        let places = &self.order[self.next..self.order.len().min(self.next + B)];
        for (at, &i) in places.iter().enumerate() {
            self.data.inputs()[i].put::<B>(&mut self.inputs, at);
            self.data.targets()[i].put::<B>(&mut self.targets, at);
        }
        self.next += places.len();
        places.len()
    }
}
