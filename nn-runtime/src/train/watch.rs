//! Watching a training for what is hardly meant.
//!
//! Gradients are measured on a few batches of each epoch, before they are clipped, stage by stage. A warning comes once for each
//! kind, as soon as what it tells has lasted long enough to be no accident.

use alloc::string::String;
use alloc::vec::Vec;

use super::report::Epoch;
use super::stages::{Trained, trained};
use super::warning::{NotFinite, Warning};
use crate::data::{Dataset, Sample};
use crate::metrics::MetricError;
use crate::network::Network;
use crate::scalar::Scalar;

/// The updates of an epoch whose gradients are measured. Measuring reads every gradient once, a small part of what it took to compute
/// it; eight of them make a mean that one odd batch does not decide.
pub const MEASURED: u64 = 8;

/// How many epochs in a row a stage has to be dead or starved of gradients. One may pass by itself, as behind weights that begin as 0.
pub const LASTS: u32 = 2;

/// Gradients vanish where those of one stage are this small a part of another's, compared by their root mean square over the parameters.
/// Widths, biases and norms make stages differ by a hundred; a sigmoid, which passes on a quarter at most, needs seven layers for
/// this. The stage then takes ten thousand updates for what the other does in one.
pub const VANISHES: f64 = 1e-4;

/// Gradients explode where their norm is this many times that of the first batch, while the loss rises as well. Norms of single batches
/// differ by ten or so.
pub const EXPLODES: f64 = 1e3;

/// Training and validation have parted where the validation loss is above its lowest value by this share, and above the training loss,
/// which has fallen by this share since then, …
pub const PARTS: f64 = 0.1;

/// … for this many epochs in a row: validation losses go up and down, but not so long.
pub const PARTS_FOR: u32 = 5;

/// Parameters for each number that is to be learned, above which there are far too many. Networks that learn well often have ten; with a
/// hundred, the samples are learned by heart unless something keeps the network from it.
pub const PARAMETERS: usize = 100;

/// Gradients of 0 say that a network is dead only while its loss is above this part of that of the first batch: a loss with a margin is
/// done at 0.
pub const LEARNED: f64 = 0.01;

/// What is known of a training so far.
#[derive(Debug)]
pub(super) struct Watch {
    stages: Vec<Trained>,
    /// Norms of this epoch, stage by stage, summed over the updates measured.
    sums: Vec<f64>,
    measured: u32,
    /// The largest norm of all gradients in this epoch; norm and loss of the first batch ever.
    largest: f64,
    first_norm: Option<f64>,
    first_loss: Option<f64>,
    /// Epochs in a row.
    uneven: u32,
    dead: u32,
    constant: u32,
    parted: u32,
    /// The epoch with the lowest validation loss: its number, training loss and validation loss.
    lowest: Option<(u64, f64, f64)>,
    /// Those that nobody was told of yet, and the kinds of all.
    new: Vec<Warning>,
    told: Vec<core::mem::Discriminant<Warning>>,
}

impl Watch {
    pub(super) fn new<N: Network>() -> Self {
        let stages = trained::<N>();
        Self {
            sums: vec![0.0; stages.len()],
            stages,
            measured: 0,
            largest: 0.0,
            first_norm: None,
            first_loss: None,
            uneven: 0,
            dead: 0,
            constant: 0,
            parted: 0,
            lowest: None,
            new: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The names of the trained stages, in the order of the norms.
    pub(super) fn names(&self) -> Vec<String> {
        self.stages.iter().map(|stage| stage.name.clone()).collect()
    }

    /// The warnings since this was last asked.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Warning> + use<> {
        core::mem::take(&mut self.new).into_iter()
    }

    fn warn(&mut self, warning: Warning) {
        let kind = core::mem::discriminant(&warning);
        if !self.told.contains(&kind) {
            self.told.push(kind);
            self.new.push(warning);
        }
    }

    /// Before the first epoch: whether there is something to learn, and the network fits the data.
    pub(super) fn data<N: Network, X: Sample, Y: Sample>(&mut self, data: &Dataset<X, Y>) {
        let (samples, trained, numbers) = (data.len(), N::RUNS.grads(), Y::NUMBERS.max(1));
        if let [first, _, ..] = data.targets()
            && let answer = said(first)
            && data.targets().iter().all(|target| said(target) == answer)
        {
            self.warn(Warning::SameTarget { samples, class: first.class() });
        }
        if trained / PARAMETERS > samples.saturating_mul(numbers) {
            self.warn(Warning::Parameters { trained, samples, numbers });
        }
    }

    /// Whether the gradients of this update, counted from 0, are among those measured.
    pub(super) fn wants(update: u64, updates: u64) -> bool {
        update * MEASURED % updates.max(1) < MEASURED
    }

    /// Measures the gradients of an update, after a batch with this loss.
    pub(super) fn gradients<T: Scalar>(&mut self, grads: &[T], loss: f64) {
        let mut all = 0.0;
        for (sum, stage) in self.sums.iter_mut().zip(&self.stages) {
            let norm = stage.norm(grads);
            *sum += norm;
            all += norm * norm;
        }
        let norm = libm::sqrt(all);
        self.measured += 1;
        self.largest = self.largest.max(norm);
        self.first_norm.get_or_insert(norm);
        self.first_loss.get_or_insert(loss);
    }

    /// The mean norms of this epoch; nothing where no gradients were measured. The next epoch begins.
    fn norms(&mut self) -> Vec<f64> {
        let measured = f64::from(core::mem::take(&mut self.measured));
        if measured == 0.0 {
            return Vec::new();
        }
        self.sums.iter_mut().map(|sum| core::mem::take(sum) / measured).collect()
    }

    /// Looks at an epoch that is done, and notes the norms of its gradients in it. `constant` says whether the outputs were the same
    /// for so many validation samples.
    pub(super) fn epoch(&mut self, epoch: &mut Epoch, constant: Option<usize>) {
        epoch.gradients = self.norms();
        let first_loss = *self.first_loss.get_or_insert(epoch.loss);
        self.starving(epoch, first_loss);
        self.exploding(epoch, first_loss);
        self.constant = if constant.is_some() { self.constant + 1 } else { 0 };
        if let (Some(samples), true) = (constant, self.constant >= LASTS) {
            self.warn(Warning::Constant { epoch: epoch.number, samples });
        }
        if let Some(validation) = epoch.validation {
            self.parting(epoch, validation.loss);
        }
    }

    /// Stages that gradients do not reach, or reach many times as large.
    fn starving(&mut self, epoch: &Epoch, first_loss: f64) {
        let each = |(norm, stage): (&f64, &Trained)| norm / libm::sqrt(stage.len() as f64);
        let each: Vec<_> = epoch.gradients.iter().zip(&self.stages).map(each).collect();
        let by_size = |a: &usize, b: &usize| each[*a].total_cmp(&each[*b]);
        let (Some(weakest), Some(strongest)) = ((0..each.len()).min_by(by_size), (0..each.len()).max_by(by_size))
        else {
            return;
        };
        let (smallest, largest) = (each[weakest], each[strongest]);
        let dead = smallest == 0.0 && epoch.loss > LEARNED * first_loss;
        let uneven = smallest > 0.0 && smallest < VANISHES * largest;
        self.dead = if dead { self.dead + 1 } else { 0 };
        self.uneven = if uneven { self.uneven + 1 } else { 0 };

        let (epoch, name) = (epoch.number, |stage: usize| self.stages[stage].name.clone());
        if self.dead >= LASTS {
            self.warn(Warning::Dead { epoch, stage: name(weakest) });
        } else if self.uneven >= LASTS && weakest < strongest {
            let (stage, strongest) = (name(weakest), name(strongest));
            self.warn(Warning::Vanishing { epoch, stage, gradient: smallest, strongest, largest });
        } else if self.uneven >= LASTS {
            let (stage, weakest) = (name(strongest), name(weakest));
            self.warn(Warning::Growing { epoch, stage, gradient: largest, weakest, smallest });
        }
    }

    /// Gradients that became far larger than they were.
    fn exploding(&mut self, epoch: &Epoch, first_loss: f64) {
        let norm = core::mem::take(&mut self.largest);
        let first = self.first_norm.unwrap_or(norm);
        if norm > EXPLODES * first && first > 0.0 && epoch.loss > first_loss {
            self.warn(Warning::Exploding { epoch: epoch.number, norm, first });
        }
    }

    /// A validation loss that rises while the training loss falls.
    fn parting(&mut self, epoch: &Epoch, validation: f64) {
        if !validation.is_finite() {
            self.warn(Warning::ValidationLoss { epoch: epoch.number, loss: validation });
            return;
        }
        let (best, training, lowest) = match self.lowest {
            Some(lowest) if lowest.2 <= validation => lowest,
            _ => {
                (self.lowest, self.parted) = (Some((epoch.number, epoch.loss, validation)), 0);
                return;
            }
        };
        let rose = validation > lowest + PARTS * lowest.abs();
        let fell = epoch.loss < training - PARTS * training.abs();
        self.parted = if rose && fell && validation > epoch.loss { self.parted + 1 } else { 0 };
        if self.parted >= PARTS_FOR {
            let (training, validation) = ([training, epoch.loss], [lowest, validation]);
            self.warn(Warning::Overfitting { epoch: epoch.number, best, training, validation });
        }
    }

    /// A number that is not finite ends the training: says where it was found. `sound` tells whether the weights are finite still.
    pub(super) fn not_finite<T: Scalar>(&mut self, epoch: u64, batch: usize, loss: f64, grads: &[T], sound: bool) {
        let broken = self.stages.iter().find(|stage| !stage.norm(grads).is_finite());
        let what = match broken {
            _ if sound => NotFinite::Loss(loss),
            Some(stage) if loss.is_finite() => NotFinite::Gradient(stage.name.clone()),
            _ => NotFinite::Weight,
        };
        self.warn(Warning::NotFinite { epoch, batch, what });
    }

    /// The metric cannot be computed on the validation set any more.
    pub(super) fn metric(&mut self, epoch: u64, error: MetricError) {
        self.warn(Warning::Metric { epoch, error });
    }

    /// A rate that no update can have ends the training.
    pub(super) fn rate(&mut self, epoch: u64, rate: f64) {
        self.warn(Warning::Rate { epoch, rate });
    }
}

/// All that a target says: its numbers and its classes.
fn said<Y: Sample>(target: &Y) -> (Vec<f64>, Vec<usize>) {
    let (mut numbers, mut classes) = (Vec::with_capacity(Y::NUMBERS), Vec::new());
    target.each(&mut |_, number| numbers.push(number));
    target.each_class(&mut |class| classes.push(class));
    (numbers, classes)
}
