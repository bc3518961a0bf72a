//! What penalties have in common.

use core::fmt::Debug;

use crate::flat::Flat;
use crate::network::Network;
use crate::runs::Run;
use crate::scalar::Scalar;

/// A penalty that grows with the size of each parameter, added to the loss.
///
/// Implement [`of`](Penalty::of) and [`slope`](Penalty::slope) for one of your own; here the sum of two, known as the elastic net:
///
/// ```
/// use nn_runtime::Scalar;
/// use nn_runtime::regularizers::{L1, L2, Penalty};
///
/// #[derive(Clone, Copy, Debug)]
/// struct ElasticNet(L1, L2);
///
/// impl Penalty for ElasticNet {
///     fn of<T: Scalar>(&self, w: T) -> T {
///         self.0.of(w) + self.1.of(w)
///     }
///     fn slope<T: Scalar>(&self, w: T) -> T {
///         self.0.slope(w) + self.1.slope(w)
///     }
/// }
/// ```
pub trait Penalty: Copy + Debug {
    /// The penalty on one parameter.
    fn of<T: Scalar>(&self, w: T) -> T;

    /// Its derivative.
    fn slope<T: Scalar>(&self, w: T) -> T;

    /// The penalty on all trained parameters of `net` whose stage does not say `#[weight_decay(0.0)]`.
    fn penalty<N: Network>(&self, net: &N) -> N::T {
        let params = net.as_flat();
        let sum = penalised::<N>().map(|run| sum(self, &params[run.param..run.param + run.len])).sum();
        N::T::from_f64(sum)
    }

    /// Adds the derivatives of [`penalty`](Penalty::penalty) to the gradients of a batch.
    fn add_to<N: Network>(&self, net: &N, grads: &mut N::Grads) {
        let (params, grads) = (net.as_flat(), grads.as_flat_mut());
        for &Run { param, grad, len, .. } in penalised::<N>() {
            let params = &params[param..param + len];
            grads[grad..grad + len].iter_mut().zip(params).for_each(|(g, &w)| *g += self.slope(w));
        }
    }
}

/// The runs of parameters that penalties concern.
fn penalised<N: Network>() -> impl Iterator<Item = &'static Run> {
    N::RUNS.as_slice().iter().filter(|run| run.decay != Some(0.0))
}

/// The penalties on `params`, added up in double precision.
fn sum<P: Penalty, T: Scalar>(penalty: &P, params: &[T]) -> f64 {
    params.iter().map(|&w| penalty.of(w).to_f64()).sum()
}
