//! Epochs: batches, updates, and what follows where a number is not finite.

use alloc::vec::Vec;

use chacha20::rand_core::SeedableRng;

use super::callback::{BatchEnd, EpochEnd};
use super::held::Held;
use super::regularized::Regularized;
use super::report::{Epoch, Stopped};
use super::schedules::At;
use super::target::TargetOf;
use super::trainer::Options;
use super::warning::Warning;
use super::watch::Watch;
use crate::batch::Batch;
use crate::data::augment::Augment;
use crate::data::{Batches, InputOf, Sample};
use crate::flat::Flat;
use crate::initializers::Rng;
use crate::losses::LossFor;
use crate::memory::Heap;
use crate::model::Model;
use crate::network::Network;
use crate::optimizers::{Clip, Optimizer, Rule};
use crate::sample_weights::SampleWeights;
use crate::scalar::Scalar;
use crate::step::Step;
use crate::workspace::{In, Target, Workspace};

/// What an epoch works with.
pub(super) struct Pass<'a, 'd, N: Network, L, R: Rule, X: InputOf<N::Inputs, N::T>, Y: Sample, A, const B: usize> {
    pub(super) model: Held<'a, N>,
    pub(super) loss: &'a L,
    pub(super) optimizer: Optimizer<N, R, Heap<N::T>>,
    pub(super) options: Options<'a, N>,
    pub(super) watch: Watch,
    pub(super) regularized: Regularized<N>,
    batches: Batches<'d, X, Y, B, A>,
    /// Those of an epoch.
    count: usize,
    workspace: Workspace<N, B>,
    rng: Rng,
    /// The optimiser's rate before a schedule changed it.
    base: f64,
    pub(super) rate: f64,
    /// Batches so far, in all epochs.
    passes: u64,
    /// The weights of the samples of a batch; none where all count alike.
    weights: Vec<N::T>,
    /// Samples of this epoch so far, how much they count, and their losses.
    pub(super) samples: usize,
    counted: f64,
    total: f64,
}

/// One batch that is done.
#[derive(Clone, Copy)]
struct Done {
    epoch: u64,
    batch: usize,
    samples: usize,
    loss: f64,
}

impl<'a, 'd, N: Network, L, R: Rule, X: InputOf<N::Inputs, N::T>, Y: Sample, A, const B: usize>
    Pass<'a, 'd, N, L, R, X, Y, A, B>
where
    L: LossFor<N::Outputs>,
    Y: TargetOf<N, L, B>,
    A: Augment<X>,
{
    pub(super) fn new(
        model: &'a mut Model<N>,
        loss: &'a L,
        optimizer: Optimizer<N, R, Heap<N::T>>,
        options: Options<'a, N>,
        regularized: Regularized<N>,
        batches: Batches<'d, X, Y, B, A>,
    ) -> Self {
        let watch = Watch::new::<N>();
        // Statistics over a batch of one sample say nothing: the sample has its turn in another epoch.
        let lone = N::COUPLED && batches.samples() % B == 1;
        let count = batches.count() - usize::from(lone);
        let base = optimizer.rate();
        let (rng, workspace) = (Rng::seed_from_u64(options.seed), Workspace::new());
        let (rate, passes, samples, total) = (base, 0, 0, 0.0);
        let (weights, counted) = (Vec::with_capacity(B), 0.0);
        Self {
            model: Held::new(model),
            loss,
            optimizer,
            options,
            watch,
            regularized,
            batches,
            count,
            workspace,
            rng,
            base,
            rate,
            passes,
            weights,
            counted,
            samples,
            total,
        }
    }

    /// The mean loss of this epoch.
    pub(super) fn mean_loss(&self) -> f64 {
        if self.counted > 0.0 { self.total / self.counted } else { 0.0 }
    }

    /// One epoch. Where a number is not finite, the model is what it was after the last epoch that was sound.
    pub(super) fn epoch(&mut self, epoch: u64) -> Result<(), Stopped> {
        (self.samples, self.counted, self.total) = (0, 0.0, 0.0);
        self.batches.shuffle(&mut self.rng);
        let result = (1..=self.count).try_for_each(|batch| self.batch(epoch, batch));
        if result != Err(Stopped::NotFinite) && self.is_sound() {
            self.model.note_sound(|model| self.regularized.store_to(model));
            return result;
        }
        if result != Err(Stopped::NotFinite) {
            let (loss, grads) = (self.mean_loss(), self.workspace.grads().as_flat());
            self.watch.not_finite(epoch, self.count, loss, grads, false);
        }
        self.model.go_back();
        Err(Stopped::NotFinite)
    }

    /// Whether all weights and running statistics are finite.
    fn is_sound(&self) -> bool {
        let mut all = self.model.params().as_flat().iter().chain(self.model.state().as_flat());
        all.all(|w| w.is_finite())
    }

    /// One batch, and the update where it is due.
    fn batch(&mut self, epoch: u64, batch: usize) -> Result<(), Stopped> {
        self.batches.next_weights(&mut self.weights);
        let Some(samples) = self.batches.next_for::<N::Inputs, N::T>() else { return Ok(()) };
        let n = samples.len();
        let samples = samples.map_targets(Y::target);
        let step = Step::new(self.options.seed, self.passes);
        let group = self.options.accumulate.min(self.count as u64);
        let within = (batch as u64 - 1) % group;
        let counts = if self.weights.is_empty() { n as f64 } else { self.weights.iter().map(|w| w.to_f64()).sum() };
        let (model, workspace) = (&mut *self.model, &mut self.workspace);
        let loss = if self.weights.is_empty() {
            gradients(model, workspace, samples, self.loss, step, within > 0)
        } else if counts == 0.0 {
            nothing(workspace, within > 0)
        } else {
            let weighted = samples.weighted(&self.weights);
            weighted.map_or(N::T::from_f64(f64::INFINITY), |samples| {
                gradients(model, workspace, samples, self.loss, step, within > 0)
            })
        };
        let loss = loss.to_f64();
        if !loss.is_finite() {
            let sound = self.is_sound();
            self.watch.not_finite(epoch, batch, loss, self.workspace.grads().as_flat(), sound);
            return Err(Stopped::NotFinite);
        }
        self.passes += 1;
        self.samples += n;
        self.counted += counts;
        self.total += loss * counts;
        if within + 1 == group || batch == self.count {
            self.update(epoch, within + 1, loss)?;
        }
        self.tell_batch(Done { epoch, batch, samples: n, loss })?;
        if self.options.stop.is_stopped() { Err(Stopped::Asked) } else { Ok(()) }
    }

    /// Changes the weights by the mean of the gradients of `group` batches, the last of which had this loss.
    fn update(&mut self, epoch: u64, group: u64, loss: f64) -> Result<(), Stopped> {
        let updates = (self.count as u64).div_ceil(self.options.accumulate);
        let steps = self.optimizer.steps();
        let grads = self.workspace.grads_mut();
        if group > 1 {
            let share = N::T::from_f64(1.0 / group as f64);
            grads.as_flat_mut().iter_mut().for_each(|g| *g *= share);
        }
        self.regularized.penalise(&self.model, grads);
        if Watch::wants(steps % updates, updates) {
            self.watch.gradients(grads.as_flat(), loss);
        }
        const CHECKED: &str = "bounds of gradients are checked before the first epoch";
        if let Some(max) = self.options.clip_norm {
            grads.clip_norm(max).expect(CHECKED);
        }
        if let Some(max) = self.options.clip_value {
            grads.clip_value(max).expect(CHECKED);
        }
        let epochs = self.options.epochs;
        let at = At { step: steps, steps: epochs.saturating_mul(updates), epoch: epoch - 1, epochs };
        let rate = self.base * self.options.schedule.factor(at);
        if self.optimizer.set_rate(rate).is_err() {
            self.watch.rate(epoch, rate);
            return Err(Stopped::Rate);
        }
        self.rate = rate;
        self.optimizer.step(&mut self.model, self.workspace.grads());
        self.regularized.updated(&mut self.model);
        Ok(())
    }

    fn tell_batch(&mut self, Done { epoch, batch, samples, loss }: Done) -> Result<(), Stopped> {
        let Options { epochs, callbacks, .. } = &mut self.options;
        let (epochs, batches, rate) = (*epochs, self.count, self.rate);
        let (model, grads) = (&*self.model, self.workspace.grads());
        let at = BatchEnd { epoch, epochs, batch, batches, samples, loss, rate, model, grads };
        tell(callbacks.iter_mut().map(|callback| callback.batch(&at)))
    }

    pub(super) fn tell_epoch(&mut self, epoch: &Epoch, metric: Option<&str>) -> Result<(), Stopped> {
        let Options { epochs, callbacks, .. } = &mut self.options;
        let at = EpochEnd { epoch, epochs: *epochs, metric, model: &self.model };
        tell(callbacks.iter_mut().map(|callback| callback.epoch(&at)))
    }

    /// Tells the callbacks what is new, and adds it to what there is.
    pub(super) fn tell_warnings(&mut self, all: &mut Vec<Warning>) {
        for warning in self.watch.take() {
            self.options.callbacks.iter_mut().for_each(|callback| callback.warning(&warning));
            all.push(warning);
        }
    }
}

/// The loss of a batch; its gradients are stored, or added to what is there.
fn gradients<N: Network, L: LossFor<N::Outputs>, W: SampleWeights<N::T>, const B: usize>(
    model: &mut Model<N>,
    workspace: &mut Workspace<N, B>,
    batch: Batch<In<'_, N, B>, Target<'_, N, L, B>, B, W>,
    loss: &L,
    step: Step,
    add: bool,
) -> N::T {
    if add {
        model.accumulate(workspace, batch, loss, step)
    } else {
        model.forward_backward(workspace, batch, loss, step)
    }
}

/// The loss of a batch whose samples all weigh nothing, and their gradients.
fn nothing<N: Network, const B: usize>(workspace: &mut Workspace<N, B>, add: bool) -> N::T {
    if !add {
        workspace.grads_mut().as_flat_mut().fill(N::T::ZERO);
    }
    N::T::ZERO
}

/// Tells all callbacks, and ends the training if one of them wants to.
fn tell(answers: impl Iterator<Item = core::ops::ControlFlow<()>>) -> Result<(), Stopped> {
    let all = answers.fold(true, |on, answer| on & answer.is_continue());
    if all { Ok(()) } else { Err(Stopped::Callback) }
}
