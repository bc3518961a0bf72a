//! Cross-entropy from logits.

use core::ops;

use nalgebra::SMatrix;

use super::Loss;
use super::near;
use super::side_by_side::{BLOCK, logarithms, softmax};
use super::weighted::Weighted;
use super::weights::{Each, Even, WeightsOf, counted};
use crate::batch::Class;
use crate::flat::Flat;
use crate::head::Logits;
use crate::isa::{Isa, Portable};
use crate::kernels::apart;
use crate::layers::sums::sum;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Cross-entropy from logits and class indices (PyTorch's `CrossEntropyLoss`): one class of `F` is right.
///
/// With the logits z of a sample of class t, p = softmax(z), the classes' weights w and label smoothing ε, the loss of a
/// sample is −Σ_c q_c w_c ln p_c, where q_c = (1 − ε) \[c = t\] + ε / F (C. Szegedy et al., *Rethinking the Inception
/// Architecture*, 1512.00567, section 7). The loss of a batch is the sum over its samples divided by the sum of
/// their weights w_t. It applies the softmax itself, stably: the network ends without one.
///
/// ```
/// use nn_runtime::losses::CrossEntropy;
///
/// let plain = CrossEntropy::new();
/// let tuned = CrossEntropy::new().label_smoothing(0.1)?.class_weights([1.0, 1.0, 2.5])?;
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CrossEntropy<W = Even> {
    label_smoothing: f64,
    class_weights: W,
}

impl CrossEntropy {
    /// The loss without smoothing, all classes alike.
    pub const fn new() -> Self {
        Self { label_smoothing: 0.0, class_weights: Even }
    }

    /// Sets how much a sample of each class counts.
    ///
    /// # Errors
    ///
    /// If a weight is negative, infinite or NaN. A list of another length than there are classes does not compile.
    pub const fn class_weights<const F: usize>(self, weights: [f64; F]) -> Result<CrossEntropy<Each<F>>, SettingError> {
        match Range::NotNegative.check_all("CrossEntropy", "class_weights", weights) {
            Ok(weights) => Ok(CrossEntropy { label_smoothing: self.label_smoothing, class_weights: Each(weights) }),
            Err(error) => Err(error),
        }
    }
}

impl<W: Copy> CrossEntropy<W> {
    /// Sets the share of the target that is spread evenly over all classes.
    ///
    /// # Errors
    ///
    /// If `share` does not lie in [0, 1].
    pub const fn label_smoothing(self, share: f64) -> Result<Self, SettingError> {
        match Range::Unit.check("CrossEntropy", "label_smoothing", share) {
            Ok(label_smoothing) => Ok(Self { label_smoothing, class_weights: self.class_weights }),
            Err(error) => Err(error),
        }
    }

    /// This loss times `weight`, for a network with several outputs.
    pub const fn weighted(self, weight: f64) -> Weighted<Self> {
        Weighted::new(self, weight)
    }
}

impl<W: WeightsOf<F>, H: Logits, const F: usize> Loss<H, F> for CrossEntropy<W> {
    type Target<'a, T: Scalar, const B: usize> = &'a [Class<F>; B];

    /// Σ w_t over the samples.
    #[inline(always)]
    fn count<T: Scalar, const B: usize>(&self, target: &[Class<F>; B], samples: ops::Range<usize>) -> T {
        self.class_weights.total(&target[samples])
    }

    /// l = Σ_c a_c (ln Σ e^z − z_c), dl/dz_c = p_c Σ a − a_c, with a_c = q_c w_c.
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &[Class<F>; B],
        dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        <Self as Loss<H, F>>::evaluate_on(self, Portable, y, target, dy, samples, scale)
    }

    #[inline(always)]
    fn evaluate_on<S: Isa, T: Scalar, const B: usize>(
        &self,
        isa: S,
        y: &mut SMatrix<T, F, B>,
        target: &[Class<F>; B],
        mut dy: Option<&mut SMatrix<T, F, B>>,
        samples: ops::Range<usize>,
        scale: T,
    ) -> T {
        if let Some(dy) = dy.as_deref_mut().filter(|_| self.plain::<F>()) {
            let numbers = samples.start * F..samples.end * F;
            let (z, dy) = (&y.as_flat()[numbers.clone()], &mut dy.as_flat_mut()[numbers]);
            if let Some(total) = near::losses::<S, T, F>(isa, z, &target[samples.clone()], dy, scale) {
                return scale * total;
            }
        }
        let numbers = samples.start * F..samples.end * F;
        let dy = dy.map(|dy| &mut dy.as_flat_mut()[numbers.clone()]);
        scale * self.blocks(isa, &y.as_flat()[numbers], &target[samples], dy, scale)
    }
}

impl<W> CrossEntropy<W> {
    /// The sum of the losses of all samples, and `scale` times their gradients: one function for all networks.
    #[inline(always)]
    fn blocks<S: Isa, T: Scalar, const F: usize>(
        &self,
        isa: S,
        z: &[T],
        target: &[Class<F>],
        mut dy: Option<&mut [T]>,
        scale: T,
    ) -> T
    where
        W: WeightsOf<F>,
    {
        let mut total = T::ZERO;
        apart(
            isa,
            #[inline(always)]
            || {
                for (block, target) in target.chunks(BLOCK).enumerate() {
                    let numbers = block * BLOCK * F..(block * BLOCK + target.len()) * F;
                    let dy = dy.as_deref_mut().map(|dy| &mut dy[numbers.clone()]);
                    total += self.block(isa, &z[numbers], target, dy, scale);
                }
            },
        );
        total
    }

    /// The losses of at most [`BLOCK`] samples, and `scale` times their gradients.
    #[inline(always)]
    fn block<S: Isa, T: Scalar, const F: usize>(
        &self,
        isa: S,
        z: &[T],
        target: &[Class<F>],
        dy: Option<&mut [T]>,
        scale: T,
    ) -> T
    where
        W: WeightsOf<F>,
    {
        let logs = match dy {
            Some(dy) => {
                let logs = softmax::<S, T, F>(isa, z, dy, scale);
                self.gradients(dy, target, scale);
                logs
            }
            None => logarithms::<S, T, F>(isa, z),
        };
        let mut total = T::ZERO;
        if self.plain::<F>() {
            for ((z, class), log) in z.chunks_exact(F).zip(target).zip(logs) {
                total += log - z[class.index()];
            }
            return total;
        }
        for ((z, class), log) in z.chunks_exact(F).zip(target).zip(logs) {
            let share = self.shares::<T, F>(class.index());
            total += sum(F, |c| counted(share(c), log - z[c]));
        }
        total
    }

    /// Turns `scale` times the softmax of each column into `scale` times the gradient.
    #[inline(always)]
    fn gradients<T: Scalar, const F: usize>(&self, dy: &mut [T], target: &[Class<F>], scale: T)
    where
        W: WeightsOf<F>,
    {
        let columns = dy.chunks_exact_mut(F).zip(target);
        if self.plain::<F>() {
            for (dy, class) in columns {
                dy[class.index()] -= scale;
            }
            return;
        }
        for (dy, class) in columns {
            let share = self.shares::<T, F>(class.index());
            let factor = sum(F, &share);
            dy.iter_mut().enumerate().for_each(|(c, dy)| *dy = *dy * factor - scale * share(c));
        }
    }

    /// Whether the loss is −ln p_t: without smoothing, all classes alike.
    #[inline(always)]
    fn plain<const F: usize>(&self) -> bool
    where
        W: WeightsOf<F>,
    {
        W::EVEN && self.label_smoothing == 0.0
    }

    /// a_c = q_c w_c for each class c, of a sample of class `right`.
    #[inline(always)]
    fn shares<T: Scalar, const F: usize>(&self, right: usize) -> impl Fn(usize) -> T
    where
        W: WeightsOf<F>,
    {
        let (smoothing, weights) = (self.label_smoothing, self.class_weights);
        move |c| {
            let hit = if c == right { 1.0 - smoothing } else { 0.0 };
            T::from_f64((hit + smoothing / F as f64) * weights.weight(c))
        }
    }
}
