//! The model of a training, and the weights that it is left with.

use core::ops::{Deref, DerefMut};

use crate::model::Model;
use crate::network::Network;

/// A model in training. Whatever ends the training, a panic in a callback among it, the model is left with the best weights so far, or
/// with those of the last epoch that was sound.
pub(super) struct Held<'a, N: Network> {
    model: &'a mut Model<N>,
    /// The model at the end of the last epoch that was sound, averaged where parameters are.
    sound: Model<N>,
    /// The best so far on the validation set.
    best: Option<Model<N>>,
}

impl<'a, N: Network> Held<'a, N> {
    /// A model whose training begins.
    pub(super) fn new(model: &'a mut Model<N>) -> Self {
        Self { sound: model.clone(), best: None, model }
    }

    /// Notes that an epoch was sound; `average` writes averages over parameters.
    pub(super) fn note_sound(&mut self, average: impl FnOnce(&mut Model<N>)) {
        self.sound.clone_from(self.model);
        average(&mut self.sound);
    }

    /// Notes that the model is the best so far.
    pub(super) fn note_best(&mut self) {
        match &mut self.best {
            Some(best) => best.clone_from(self.model),
            None => self.best = Some(self.model.clone()),
        }
    }

    /// Goes back to the last epoch that was sound.
    pub(super) fn go_back(&mut self) {
        self.model.clone_from(&self.sound);
    }
}

impl<N: Network> Drop for Held<'_, N> {
    fn drop(&mut self) {
        self.model.clone_from(self.best.as_ref().unwrap_or(&self.sound));
    }
}

impl<N: Network> Deref for Held<'_, N> {
    type Target = Model<N>;

    fn deref(&self) -> &Model<N> {
        self.model
    }
}

impl<N: Network> DerefMut for Held<'_, N> {
    fn deref_mut(&mut self) -> &mut Model<N> {
        self.model
    }
}
