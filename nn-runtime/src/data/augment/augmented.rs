//! Samples that are changed on their way into a batch.

use alloc::vec::Vec;

use super::Augment;
use crate::data::{Sample, Scaling};
use crate::step::Key;

/// Tells these keys from those of masks, which have the same seed.
const DOMAIN: u64 = 0x6175_676d_656e_7400;

/// How samples are changed, and the memory for it.
pub(crate) struct Augmented<X, A> {
    augment: A,
    /// What comes after the changes, as a model wants it.
    scaling: Option<Scaling>,
    seed: u64,
    /// How often the samples began again.
    epoch: u64,
    /// A sample and as much memory to work in; nothing where there are no samples.
    memory: Vec<X>,
}

impl<X: Sample, A: Augment<X>> Augmented<X, A> {
    /// Changes samples of the form of these.
    pub(crate) fn new(augment: A, seed: u64, samples: &[X], scaling: Option<Scaling>) -> Self {
        let first = &samples[..samples.len().min(1)];
        Self { augment, scaling, seed, epoch: 0, memory: [first, first].concat() }
    }

    /// What is drawn from here on is drawn anew.
    pub(crate) fn next_epoch(&mut self) {
        self.epoch += 1;
    }

    /// Stores sample `i` of its data set in column `at`, changed.
    pub(crate) fn put<const B: usize>(&mut self, sample: &X, i: usize, columns: &mut X::Columns<B>, at: usize) {
        let [changed, spare] = &mut self.memory[..] else { return };
        changed.clone_from(sample);
        let key = Key::new(self.seed, self.epoch).fold(DOMAIN).fold(i as u64);
        self.augment.augment(changed, spare, key);
        if let Some(scaling) = &self.scaling {
            *changed = changed.map(&mut |number, x| scaling.apply(number, x));
        }
        changed.put::<B>(columns, at);
    }
}
