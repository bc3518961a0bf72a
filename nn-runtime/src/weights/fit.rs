//! How the tensors of a file fit a network: everything is checked before the first number is stored.

use core::marker::PhantomData;
use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

use super::about;
use super::error::LoadError;
use super::file::{Source, View};
use super::float::{Float, dtype};
use super::load::{Load, Loaded};
use super::problem::{Problem, Problems};
use super::{FINGERPRINT_KEY, FORMAT, FORMAT_KEY, NETWORK_KEY};
use crate::flat::Flat;
use crate::listing::{Place, Tensor, for_each_tensor, index};
use crate::model::{About, Model};
use crate::network::Network;
use crate::scalar::Scalar;

/// The ending of the keys of PyTorch's counters of batches, which nothing here needs.
const COUNTER: &str = "num_batches_tracked";

/// The tensors of a file that belong to a network, sound and of the right shape and type.
pub(super) struct Fit<'a, N> {
    found: BTreeMap<String, View<'a>>,
    missing: Vec<(String, Vec<usize>)>,
    surplus: Vec<(String, Vec<usize>)>,
    about: Option<About>,
    network: PhantomData<N>,
}

impl<'a, N: Network> Fit<'a, N> {
    /// Compares a file with the network.
    pub(super) fn of(bytes: &'a [u8], load: Load<'_>) -> Result<Self, LoadError> {
        let file = Source::new(bytes)?;
        check_format(&file)?;
        let (found, missing, surplus, network) = (BTreeMap::new(), vec![], vec![], PhantomData);
        let mut fit = Self { found, missing, surplus, about: None, network };
        let mut problems = fit.collect(&file, load);
        if !load.partial {
            problems.extend(fit.incomplete().chain(fit.left_over()));
        }
        check_fingerprint::<N>(&file, load, &problems)?;
        fail::<N>(problems)?;
        if fit.found.is_empty() && !fit.missing.is_empty() {
            return Err(LoadError::NothingInCommon { network: N::NAME, first: fit.missing.swap_remove(0).0 });
        }
        if load.whole() {
            fit.about = about::read::<N>(&file)?;
        }
        Ok(fit)
    }

    /// Sorts the tensors of both sides into found, missing and left over, and checks those found.
    fn collect(&mut self, file: &Source<'a>, load: Load<'_>) -> Vec<Problem> {
        let mut tensors: BTreeMap<_, _> = file
            .tensors()
            .filter_map(|(key, view)| Some((key.strip_prefix(load.prefix)?.to_owned(), view)))
            .filter(|(key, _)| !(load.foreign && is_counter(key)))
            .collect();
        let mut problems = Vec::new();
        for_each_tensor::<N>(&mut |tensor| {
            let key = tensor.key.to_string();
            match tensors.remove(&key) {
                None => self.missing.push((key, tensor.shape.to_vec())),
                Some(view) => {
                    problems.extend(check::<N::T>(&key, tensor, &view, load));
                    self.found.insert(key, view);
                }
            }
        });
        self.surplus = tensors.into_iter().map(|(key, view)| (key, view.shape)).collect();
        problems
    }

    fn incomplete(&self) -> impl Iterator<Item = Problem> {
        self.missing.iter().cloned().map(|(key, shape)| Problem::Missing { key, shape })
    }

    fn left_over(&self) -> impl Iterator<Item = Problem> {
        self.surplus.iter().cloned().map(|(key, shape)| Problem::Surplus { key, shape })
    }

    /// Fails if the file lacks a tensor.
    pub(super) fn complete(&self) -> Result<(), LoadError> {
        fail::<N>(self.incomplete().collect())
    }

    /// Copies the tensors found into a model, and what else the file says of it.
    pub(super) fn store(&mut self, model: &mut Model<N>) {
        if let Some(about) = self.about.take() {
            model.set_about(about);
        }
        for_each_tensor::<N>(&mut |tensor| {
            let Some(view) = self.found.get(&tensor.key.to_string()) else { return };
            let Some(float) = Float::of(view.dtype) else { return };
            let flat = match tensor.place {
                Place::Params => model.params_mut().as_flat_mut(),
                Place::State => model.state_mut().as_flat_mut(),
            };
            float.each(view.data, |i, value| {
                flat[tensor.position(i)] = value;
                true
            });
        });
    }

    /// The keys on both sides.
    pub(super) fn into_loaded(self) -> Loaded {
        let keys = |tensors: Vec<(String, _)>| tensors.into_iter().map(|(key, _)| key).collect();
        Loaded { tensors: self.found.len(), missing: keys(self.missing), surplus: keys(self.surplus) }
    }
}

/// Fails if there are problems.
fn fail<N: Network>(problems: Vec<Problem>) -> Result<(), LoadError> {
    match Problems::new(problems) {
        Some(problems) => Err(LoadError::Tensors { network: N::NAME, problems }),
        None => Ok(()),
    }
}

/// The file must not come from a later version.
fn check_format(file: &Source<'_>) -> Result<(), LoadError> {
    match file.about(FORMAT_KEY) {
        Some(found) if !found.parse().is_ok_and(|format: u32| format <= FORMAT) => {
            Err(LoadError::Format { found: found.to_owned() })
        }
        _ => Ok(()),
    }
}

/// The file must come from the same architecture, unless it is only a part or comes from elsewhere. What differs among the
/// tensors is told along: it shows what has changed.
fn check_fingerprint<N: Network>(file: &Source<'_>, load: Load<'_>, problems: &[Problem]) -> Result<(), LoadError> {
    if !load.whole() {
        return Ok(());
    }
    let Some(found) = file.about(FINGERPRINT_KEY) else {
        return if load.foreign { Ok(()) } else { Err(LoadError::NoFingerprint { network: N::NAME }) };
    };
    if u64::from_str_radix(found, 16) == Ok(N::FINGERPRINT) {
        return Ok(());
    }
    Err(LoadError::Architecture {
        network: N::NAME,
        expected: N::FINGERPRINT,
        found_network: file.about(NETWORK_KEY).unwrap_or("another network").to_owned(),
        found: found.to_owned(),
        problems: Problems::new(problems.to_vec()),
    })
}

/// What is wrong with a tensor that both sides have.
fn check<T: Scalar>(key: &str, tensor: &Tensor<'_>, view: &View<'_>, load: Load<'_>) -> Option<Problem> {
    let key = key.to_owned();
    if view.shape != tensor.shape {
        return Some(Problem::Shape { key, expected: tensor.shape.to_vec(), found: view.shape.clone() });
    }
    let expected = dtype::<T>();
    let float = Float::of(view.dtype).filter(|_| load.cast || view.dtype == expected);
    let Some(float) = float else {
        return Some(Problem::Dtype { key, expected, found: view.dtype });
    };
    if load.non_finite {
        return None;
    }
    let mut broken = None;
    float.each(view.data, |i, value: T| {
        if !value.is_finite() {
            broken = Some((i, value));
        }
        broken.is_none()
    });
    broken.map(|(i, value)| Problem::NonFinite { key, index: index(i, tensor.shape), value: value.to_f64() })
}

fn is_counter(key: &str) -> bool {
    key.rsplit('.').next() == Some(COUNTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_part_of_a_key_makes_it_a_counter() {
        assert!(is_counter("bn.num_batches_tracked") && is_counter("num_batches_tracked"));
        assert!(!is_counter("num_batches_tracked.weight") && !is_counter("my_num_batches_tracked"));
    }
}
