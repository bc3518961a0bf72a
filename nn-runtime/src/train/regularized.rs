//! What a trainer does to gradients and parameters beside the optimiser.

use super::trainer::Options;
use crate::memory::Heap;
use crate::model::Model;
use crate::network::Network;
use crate::optimizers::{Averages, Ema};
use crate::regularizers::{L1, L2, MaxNorm, Penalty};
use crate::setting::SettingError;

/// Penalties, a bound on weights, averages of parameters: those that were asked for.
pub(super) struct Regularized<N: Network> {
    l1: Option<L1>,
    l2: Option<L2>,
    max_norm: Option<MaxNorm>,
    averages: Option<Averages<N, Heap<N::T>>>,
}

impl<N: Network> Regularized<N> {
    pub(super) fn new(options: &Options<'_, N>, model: &Model<N>) -> Result<Self, SettingError> {
        Ok(Self {
            l1: options.l1.map(L1::new).transpose()?,
            l2: options.l2.map(L2::new).transpose()?,
            max_norm: options.max_norm.map(MaxNorm::new).transpose()?,
            averages: options.ema.map(Ema::new).transpose()?.map(|ema| ema.averages(model.params())),
        })
    }

    /// Adds the slopes of the penalties to the gradients of an update.
    pub(super) fn penalise(&self, model: &Model<N>, grads: &mut N::Grads) {
        self.l1.iter().for_each(|penalty| penalty.add_to(model.params(), grads));
        self.l2.iter().for_each(|penalty| penalty.add_to(model.params(), grads));
    }

    /// Bounds and averages the parameters behind an update.
    pub(super) fn updated(&mut self, model: &mut Model<N>) {
        self.max_norm.iter().for_each(|bound| bound.apply(model.params_mut()));
        self.averages.iter_mut().for_each(|averages| averages.update(model.params()));
    }

    /// Exchanges the parameters and their averages, where there are any.
    pub(super) fn swap(&mut self, model: &mut Model<N>) {
        self.averages.iter_mut().for_each(|averages| averages.swap(model.params_mut()));
    }

    /// Writes the averages over the parameters, where there are any.
    pub(super) fn store_to(&self, model: &mut Model<N>) {
        self.averages.iter().for_each(|averages| averages.store_to(model.params_mut()));
    }
}
