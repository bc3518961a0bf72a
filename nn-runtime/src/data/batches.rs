//! Samples, a batch at a time.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::augment::{Augment, AugmentError, Augmented, NoAugment};
use super::dataset::Dataset;
#[cfg(feature = "std")]
use super::sample::InputOf;
use super::sample::Sample;
use super::scaling::Scaling;
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
pub struct Batches<'d, X: Sample, Y: Sample, const B: usize, A = NoAugment> {
    data: &'d Dataset<X, Y>,
    order: Vec<usize>,
    next: usize,
    inputs: Box<X::Columns<B>>,
    targets: Box<Y::Columns<B>>,
    augmented: Option<Augmented<X, A>>,
}

impl<X: Sample, Y: Sample> Dataset<X, Y> {
    /// The samples as batches of up to `B`, in their order until it is shuffled.
    pub fn batches<const B: usize>(&self) -> Batches<'_, X, Y, B> {
        const { assert!(B > 0, "a batch holds at least one sample") };
        let order = (0..self.len()).collect();
        let (inputs, targets) = (X::columns::<B>(), Y::columns::<B>());
        Batches { data: self, order, next: 0, inputs, targets, augmented: None }
    }
}

impl<'d, X: Sample, Y: Sample, const B: usize> Batches<'d, X, Y, B> {
    /// The same batches with their inputs [changed at random](super::augment), each time they begin again in another way.
    ///
    /// ```
    /// use nn_runtime::data::augment::{Images, Shift};
    /// use nn_runtime::prelude::*;
    ///
    /// let data = Dataset::new([[0.0_f32, 0.0, 1.0, 0.0, 0.0]], [[1.0_f32]])?;
    /// let mut batches = data.batches::<8>().augmented(Images::<1, 1, 5>::new().then(Shift::new(2).down(0)), 1)?;
    /// let mut seen = [0.0; 5];
    /// for _epoch in 0..100 {
    ///     batches.restart();
    ///     let images = batches.next().unwrap().inputs();
    ///     images.column(0).iter().zip(&mut seen).for_each(|(x, seen)| *seen += x);
    /// }
    /// assert!(seen.iter().all(|&times| times > 5.0) && seen.iter().sum::<f32>() == 100.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a setting makes no sense.
    pub fn augmented<A: Augment<X>>(self, augment: A, seed: u64) -> Result<Batches<'d, X, Y, B, A>, AugmentError> {
        augment.check()?;
        Ok(self.with_augmented(Some(augment), seed, None))
    }

    /// [`augmented`](Self::augmented) where there is something to do, its settings checked, the inputs scaled afterwards.
    pub(crate) fn with_augmented<A: Augment<X>>(
        self,
        augment: Option<A>,
        seed: u64,
        scaling: Option<Scaling>,
    ) -> Batches<'d, X, Y, B, A> {
        let augmented = augment.map(|augment| Augmented::new(augment, seed, self.data.inputs(), scaling));
        let Self { data, order, next, inputs, targets, .. } = self;
        Batches { data, order, next, inputs, targets, augmented }
    }
}

impl<X: Sample, Y: Sample, const B: usize, A: Augment<X>> Batches<'_, X, Y, B, A> {
    /// Begins again, in an order drawn from `rng`.
    pub fn shuffle(&mut self, rng: &mut Rng) {
        shuffle(&mut self.order, rng);
        self.restart();
    }

    /// Begins again, in the same order.
    pub fn restart(&mut self) {
        self.next = 0;
        self.augmented.iter_mut().for_each(Augmented::next_epoch);
    }

    /// How many batches there are from the beginning to the end.
    pub fn count(&self) -> usize {
        self.order.len().div_ceil(B)
    }

    /// How many samples there are from the beginning to the end.
    #[cfg(feature = "std")]
    pub(crate) fn samples(&self) -> usize {
        self.order.len()
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
            let input = &self.data.inputs()[i];
            match &mut self.augmented {
                Some(augmented) => augmented.put::<B>(input, i, &mut self.inputs, at),
                None => input.put::<B>(&mut self.inputs, at),
            }
            self.data.targets()[i].put::<B>(&mut self.targets, at);
        }
        self.next += places.len();
        places.len()
    }
}
