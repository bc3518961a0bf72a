//! Exponential moving averages of parameters.

use core::fmt;
use core::marker::PhantomData;

use thiserror::Error;

use crate::flat::Flat;
use crate::isa::{Isa, Task, dispatch};
#[cfg(feature = "alloc")]
use crate::memory::Heap;
use crate::network::Network;
use crate::runs::Run;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};
use crate::workspace::DefaultMemory;

/// The exponential moving average of parameters, a ← d a + (1 − d) w after each step (A. Tarvainen, H. Valpola, 1703.01780, equation 1;
/// PyTorch's `AveragedModel` with `get_ema_multi_avg_fn`).
///
/// With a `decay` d of 0.999 the average reaches back over about a thousand steps. It mostly predicts better than the parameters of
/// any one of them.
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// use nn_runtime::optimizers::Ema;
/// use nn_runtime::prelude::*;
///
/// network! { Net(x: [2]) -> [1] { x -> dense<4> -> tanh -> dense<1> } }
///
/// let mut model = Net::init(1);
/// let mut averages = Ema::new(0.99)?.averages::<Net>(&model);
/// for _ in 0..10 {
///     model.dense_2.bias[0] += 1.0; // a training step
///     averages.update(&model);
/// }
/// let mut averaged = model.clone();
/// averages.store_to(&mut averaged); // to evaluate, or to save
/// assert!(averaged.dense_2.bias[0] < model.dense_2.bias[0]);
/// # }
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ema {
    decay: f64,
}

impl Ema {
    /// The average that keeps `decay` of itself at each step.
    ///
    /// # Errors
    ///
    /// If `decay` is not at least 0 and below 1.
    pub const fn new(decay: f64) -> Result<Self, SettingError> {
        match Range::BelowOne.check("Ema", "decay", decay) {
            Ok(decay) => Ok(Self { decay }),
            Err(error) => Err(error),
        }
    }

    /// The averages of a network, in memory on the heap; they begin as its parameters are.
    #[cfg(feature = "alloc")]
    pub fn averages<N: Network>(self, net: &N) -> Averages<N, Heap<N::T>> {
        let averages = Heap::zeroed(Averages::<N>::LEN);
        Averages { ema: self, updates: 0, averages, network: PhantomData }.started(net)
    }

    /// The averages of a network, in memory of one's own, such as a [`StaticMemory`](crate::StaticMemory); they begin as its parameters are.
    ///
    /// # Errors
    ///
    /// If the memory is not exactly [`Averages::LEN`] scalars long.
    pub fn averages_in<N, M>(self, memory: M, net: &N) -> Result<Averages<N, M>, AveragesError>
    where
        N: Network,
        M: AsRef<[N::T]> + AsMut<[N::T]>,
    {
        let (needed, given) = (Averages::<N, M>::LEN, memory.as_ref().len());
        if given != needed {
            return Err(AveragesError { network: N::NAME, needed, given });
        }
        Ok(Averages { ema: self, updates: 0, averages: memory, network: PhantomData }.started(net))
    }
}

/// Memory of another length than the averages of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the averages of `{network}` need {needed} scalars, but the memory has {given}")]
pub struct AveragesError {
    /// The network's name.
    pub network: &'static str,
    /// Scalars needed.
    pub needed: usize,
    /// Scalars given.
    pub given: usize,
}

/// The averages of the trained parameters of a network. Made by [`Ema::averages`] and [`Ema::averages_in`].
///
/// Frozen parameters and running statistics have no averages: those that are in the network count, as with PyTorch's
/// `AveragedModel(…, use_buffers=False)`, its default, which copies them. So store to the network that is trained or to a clone of it.
pub struct Averages<N: Network, M = DefaultMemory<<N as Flat>::T>> {
    ema: Ema,
    updates: u64,
    averages: M,
    network: PhantomData<fn() -> N>,
}

impl<N: Network, M: AsRef<[N::T]> + AsMut<[N::T]>> Averages<N, M> {
    /// The scalars they take: one for each trained parameter.
    pub const LEN: usize = <N::Grads as Flat>::LEN;

    /// Takes the parameters of `net` into the averages. The first update copies them, as PyTorch's does.
    pub fn update(&mut self, net: &N) {
        let weight = if self.updates == 0 { 1.0 } else { 1.0 - self.ema.decay };
        self.updates += 1;
        if weight == 1.0 {
            self.each_run(net.as_flat(), <[N::T]>::copy_from_slice);
        } else {
            let weight = N::T::from_f64(weight);
            self.each_run(net.as_flat(), |averages, params| dispatch(Move { averages, params, weight }));
        }
    }

    /// Writes the averages over the trained parameters of `net`.
    pub fn store_to(&self, net: &mut N) {
        let (params, averages) = (net.as_flat_mut(), self.averages.as_ref());
        for &Run { param, grad, len, .. } in N::RUNS.as_slice() {
            params[param..param + len].copy_from_slice(&averages[grad..grad + len]);
        }
    }

    /// Exchanges the averages and the trained parameters of `net`: once to evaluate the averages, once more to train on.
    pub fn swap(&mut self, net: &mut N) {
        let (params, averages) = (net.as_flat_mut(), self.averages.as_mut());
        for &Run { param, grad, len, .. } in N::RUNS.as_slice() {
            params[param..param + len].swap_with_slice(&mut averages[grad..grad + len]);
        }
    }

    fn started(mut self, net: &N) -> Self {
        self.each_run(net.as_flat(), <[N::T]>::copy_from_slice);
        self
    }

    /// Calls `change` with the averages of each run of trained parameters, and with those.
    fn each_run(&mut self, params: &[N::T], change: impl Fn(&mut [N::T], &[N::T])) {
        let averages = self.averages.as_mut();
        for &Run { param, grad, len, .. } in N::RUNS.as_slice() {
            change(&mut averages[grad..grad + len], &params[param..param + len]);
        }
    }
}

impl<N: Network, M> Averages<N, M> {
    /// The updates so far.
    pub fn updates(&self) -> u64 {
        self.updates
    }
}

impl<N: Network, M> fmt::Debug for Averages<N, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Averages<{}>({:?} after {} updates)", N::NAME, self.ema, self.updates)
    }
}

/// a ← a + weight (w − a).
struct Move<'a, T> {
    averages: &'a mut [T],
    params: &'a [T],
    weight: T,
}

impl<T: Scalar> Task for Move<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, _: S) {
        let Self { averages, params, weight } = self;
        averages.iter_mut().zip(params).for_each(|(a, &w)| *a += weight * (w - *a));
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    extern crate std;

    use std::format;
    use std::string::ToString;

    use super::*;
    use crate::{Model, network};

    network! {
        Net(x: [2]) -> [1] { x -> first: dense<3> -> batch_norm -> relu -> #[frozen] dense<2> -> relu -> last: dense<1> }
    }

    fn net(value: f64) -> Model<Net<f64>> {
        let mut net = Model::<Net<f64>>::zeroed();
        net.params_mut().as_flat_mut().fill(value);
        net
    }

    #[test]
    fn averages_move_towards_the_parameters() -> Result<(), SettingError> {
        let mut averages = Ema::new(0.75)?.averages::<Net<f64>>(&net(5.0));
        let mut stored = net(-1.0);
        averages.store_to(&mut stored);
        assert_eq!(stored.first, net(5.0).first, "they begin as the parameters are");

        averages.update(&net(1.0));
        averages.update(&net(3.0));
        averages.store_to(&mut stored);
        assert_eq!((stored.first, stored.last), (net(1.5).first, net(1.5).last));
        assert_eq!(stored.dense_1, net(-1.0).dense_1, "it is frozen");
        assert_eq!(format!("{averages:?}"), "Averages<Net>(Ema { decay: 0.75 } after 2 updates)");
        Ok(())
    }

    #[test]
    fn swapping_twice_changes_nothing() -> Result<(), SettingError> {
        let mut averages = Ema::new(0.5)?.averages::<Net<f64>>(&net(0.0));
        averages.update(&net(1.0));
        averages.update(&net(2.0));
        let mut trained = net(2.0);
        averages.swap(&mut trained);
        assert_eq!((trained.first, trained.dense_1), (net(1.5).first, net(2.0).dense_1));
        averages.swap(&mut trained);
        assert_eq!(trained.as_flat(), net(2.0).as_flat());
        averages.update(&trained);
        averages.store_to(&mut trained);
        assert_eq!(trained.last, net(1.75).last);
        Ok(())
    }

    #[test]
    fn nan_is_not_swallowed() -> Result<(), SettingError> {
        let mut averages = Ema::new(0.9)?.averages::<Net<f64>>(&net(0.0));
        averages.update(&net(0.0));
        averages.update(&net(f64::NAN));
        let mut stored = net(0.0);
        averages.store_to(&mut stored);
        assert!(stored.first.as_flat().iter().all(|w| w.is_nan()));
        Ok(())
    }

    #[test]
    fn settings_and_memory_that_do_not_fit_are_refused() -> Result<(), SettingError> {
        for decay in [1.0, -0.1, f64::NAN] {
            let error = Ema::new(decay).expect_err("out of range").to_string();
            assert_eq!(error, format!("`decay` of `Ema` is {decay}, but must be at least 0 and below 1"));
        }
        const LEN: usize = Averages::<Net<f64>>::LEN;
        let error =
            Ema::new(0.9)?.averages_in::<Net<f64>, _>(std::vec![0.0; LEN + 1], &net(0.0)).expect_err("too long");
        assert_eq!(error, AveragesError { network: "Net", needed: LEN, given: LEN + 1 });
        let message = format!("the averages of `Net` need {LEN} scalars, but the memory has {}", LEN + 1);
        assert_eq!(error.to_string(), message);

        let mut averages = Ema::new(0.9)?.averages_in::<Net<f64>, _>([7.0; LEN], &net(0.0)).expect("it fits");
        let mut stored = net(1.0);
        averages.swap(&mut stored);
        assert_eq!(stored.first, net(0.0).first, "old contents do not matter");
        Ok(())
    }
}
