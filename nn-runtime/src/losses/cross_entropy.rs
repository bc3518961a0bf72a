//! Cross-entropy from logits.

use nalgebra::SMatrix;

use super::Loss;
use super::weighted::Weighted;
use super::weights::{Each, Even, WeightsOf};
use crate::batch::Class;
use crate::flat::Flat;
use crate::head::Logits;
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
    fn count<T: Scalar, const B: usize>(&self, target: &[Class<F>; B], n: usize) -> T {
        T::from_f64(target[..n].iter().map(|t| self.class_weights.weight(t.index())).sum())
    }

    /// l = Σ_c a_c (ln Σ e^z − z_c), dl/dz_c = p_c Σ a − a_c, with a_c = q_c w_c.
    #[inline(always)]
    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &[Class<F>; B],
        mut dy: Option<&mut SMatrix<T, F, B>>,
        n: usize,
        scale: T,
    ) -> T {
        let mut total = T::ZERO;
        for (i, class) in target[..n].iter().enumerate() {
            let sample = i * F..(i + 1) * F;
            let z = &y.as_flat()[sample.clone()];
            let top = z.iter().fold(z[0], |top, &z| z.larger(top));
            let share = self.shares::<T, F>(class.index());
            // Shifted by the largest logit, nothing overflows. The exponentials are needed once more for the gradient.
            let total_exp = match dy.as_deref_mut().map(|dy| &mut dy.as_flat_mut()[sample]) {
                Some(dy) => {
                    dy.iter_mut().zip(z).for_each(|(dy, &z)| *dy = (z - top).exp());
                    let (total_exp, total_share) = (sum(F, |c| dy[c]), sum(F, &share));
                    let factor = total_share / total_exp;
                    dy.iter_mut().enumerate().for_each(|(c, dy)| *dy = scale * (*dy * factor - share(c)));
                    total_exp
                }
                None => sum(F, |c| (z[c] - top).exp()),
            };
            let log_sum = top + total_exp.ln();
            total += sum(F, |c| part(share(c), log_sum - z[c]));
        }
        scale * total
    }
}

impl<W> CrossEntropy<W> {
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

/// a l, and 0 where a is 0: a class that does not count may have a logit of −∞.
#[inline(always)]
fn part<T: Scalar>(a: T, l: T) -> T {
    let product = a * l; // before the choice, which then is none between two ways
    if a == T::ZERO && !l.is_nan() { T::ZERO } else { product }
}
