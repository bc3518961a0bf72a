//! The parts of the data, for as long as runs need them.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::data::{Dataset, Scaling};

/// The parts of the data with one seed.
pub(super) struct Parts<X, Y> {
    pub(super) train: Dataset<X, Y>,
    pub(super) valid: Dataset<X, Y>,
    pub(super) test: Dataset<X, Y>,
    pub(super) scaling: Option<Scaling>,
}

/// The parts of the seeds that runs are made with: each is there from the beginning of its first run to the end of its last.
pub(super) struct Shelf<P> {
    /// How many runs each seed has.
    runs: usize,
    seeds: Mutex<BTreeMap<u64, Place<P>>>,
}

struct Place<P> {
    parts: Arc<P>,
    /// The runs that are not made yet.
    left: usize,
}

/// The parts of a seed, for one run.
pub(super) struct Lent<'s, P> {
    shelf: &'s Shelf<P>,
    seed: u64,
    parts: Arc<P>,
}

impl<P> Shelf<P> {
    /// An empty one, for seeds with so many runs each.
    pub(super) fn new(runs: usize) -> Self {
        Self { runs, seeds: Mutex::default() }
    }

    /// The parts of a seed, which the first of its runs makes.
    pub(super) fn lend<E>(&self, seed: u64, make: impl FnOnce() -> Result<P, E>) -> Result<Lent<'_, P>, E> {
        let mut seeds = self.seeds();
        let parts = match seeds.get(&seed) {
            Some(place) => Arc::clone(&place.parts),
            None => {
                let parts = Arc::new(make()?);
                seeds.insert(seed, Place { parts: Arc::clone(&parts), left: self.runs });
                parts
            }
        };
        Ok(Lent { shelf: self, seed, parts })
    }

    fn seeds(&self) -> MutexGuard<'_, BTreeMap<u64, Place<P>>> {
        self.seeds.lock().unwrap_or_else(PoisonError::into_inner) // a panic of `make` leaves it as it was
    }
}

impl<P> Deref for Lent<'_, P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.parts
    }
}

impl<P> Drop for Lent<'_, P> {
    fn drop(&mut self) {
        let mut seeds = self.shelf.seeds();
        if let Some(place) = seeds.get_mut(&self.seed) {
            place.left -= 1;
            if place.left == 0 {
                seeds.remove(&self.seed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn parts_are_there_from_the_first_run_to_the_last() {
        let (shelf, part) = (Shelf::new(3), Arc::new(()));
        let make = || Ok::<_, ()>(Arc::clone(&part));
        let there = || Arc::strong_count(&part) - 1;

        let first = shelf.lend(7, make).unwrap();
        let second = shelf.lend(7, || -> Result<_, ()> { panic!("they are there") }).unwrap();
        let other = shelf.lend(8, make).unwrap();
        assert_eq!(there(), 2);
        drop((first, second, other));
        assert_eq!(there(), 2, "each seed has runs to come");
        let last = shelf.lend(7, || Err(())).unwrap();
        assert_eq!(there(), 2);
        drop(last);
        assert_eq!(there(), 1);
    }

    #[test]
    fn parts_that_could_not_be_made_are_not_there() {
        let shelf = Shelf::<()>::new(1);
        assert!(shelf.lend(1, || Err("too few")).is_err());
        assert!(
            catch_unwind(AssertUnwindSafe(|| drop(shelf.lend(1, || -> Result<(), ()> { panic!("no parts") }))))
                .is_err()
        );
        assert!(shelf.lend(1, || Ok::<_, ()>(())).is_ok());
        assert!(shelf.seeds().is_empty());
    }
}
