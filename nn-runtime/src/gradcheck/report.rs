//! What a check found.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// The gradients of a network beside the differences of its loss.
///
/// [`Display`](fmt::Display) tells the worst; with `{:#}` a line for each tensor follows, which shows at which stage it begins.
#[derive(Clone, Debug)]
pub struct Report {
    /// The network's name.
    pub network: &'static str,
    /// The tensors of parameters in the order of the network, then its inputs.
    pub tensors: Vec<TensorReport>,
}

/// The gradient of one tensor of parameters or of one input.
#[derive(Clone, Debug)]
pub struct TensorReport {
    /// Its key in files, or the name of the input.
    pub key: String,
    /// Its shape; of an input, with the live samples in front.
    pub shape: Vec<usize>,
    /// The entries compared.
    pub checked: usize,
    /// The entries left out because the loss has no derivative there, such as at the kink of a `relu`.
    pub kinks: usize,
    /// The entry that differs most.
    pub worst: Option<Entry>,
}

/// One entry of a gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is.
    pub index: Vec<usize>,
    /// What backpropagation gives.
    pub analytic: f64,
    /// What differences of the loss give.
    pub numeric: f64,
    /// Their difference, divided by the largest of: the two, the root mean square of the tensor's gradient, and a thousandth of
    /// that over all tensors (below which rounding errors of the differences speak).
    pub error: f64,
}

impl Report {
    /// The worst entry and its tensor.
    pub fn worst(&self) -> Option<(&TensorReport, &Entry)> {
        let entries = self.tensors.iter().filter_map(|tensor| Some((tensor, tensor.worst.as_ref()?)));
        entries.max_by(|(_, a), (_, b)| a.error.total_cmp(&b.error))
    }

    /// The largest relative error; NaN where a gradient or the loss is not a number.
    pub fn error(&self) -> f64 {
        self.worst().map_or(0.0, |(_, entry)| entry.error)
    }

    /// Whether every error is below `bound`, and of every ten entries nine could be compared.
    pub fn is_below(&self, bound: f64) -> bool {
        let kinks: usize = self.tensors.iter().map(|tensor| tensor.kinks).sum();
        let checked: usize = self.tensors.iter().map(|tensor| tensor.checked).sum();
        self.error() < bound && kinks * 9 <= checked
    }

    /// Panics with the whole report unless [`is_below`](Self::is_below) holds.
    #[track_caller]
    pub fn assert_below(&self, bound: f64) {
        assert!(self.is_below(bound), "gradients must agree to {bound:e}\n{self:#}");
    }
}

impl TensorReport {
    /// Counts an entry, and keeps it if it is the worst.
    pub(super) fn take(&mut self, entry: Entry) {
        self.checked += 1;
        if self.worst.as_ref().is_none_or(|worst| entry.error.total_cmp(&worst.error).is_gt()) {
            self.worst = Some(entry);
        }
    }
}

impl Entry {
    /// Compares the two; `scale` is the size below which a gradient counts as small.
    pub(super) fn new(index: Vec<usize>, analytic: f64, numeric: f64, scale: f64) -> Self {
        let size = analytic.abs().max(numeric.abs()).max(scale);
        let difference = (analytic - numeric).abs();
        // `max` passes over NaN, the difference does not. Positive, so that it sorts above all numbers.
        let error = if difference == 0.0 { 0.0 } else { (difference / size).abs() };
        Self { index, analytic, numeric, error }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.network)?;
        match self.worst() {
            None => write!(f, "there was no gradient to check")?,
            Some((tensor, Entry { index, analytic, numeric, error })) => {
                write!(f, "the worst relative error is {error:.1e}, at `{}` {index:?}: ", tensor.key)?;
                write!(f, "backpropagation gives {analytic:e}, differences give {numeric:e}")?;
            }
        }
        if f.alternate() {
            self.tensors.iter().try_for_each(|tensor| write!(f, "\n  {tensor}"))?;
        }
        Ok(())
    }
}

impl fmt::Display for TensorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {:?}: {} checked", self.key, self.shape, self.checked)?;
        if self.kinks > 0 {
            write!(f, ", {} left out at kinks", self.kinks)?;
        }
        match &self.worst {
            Some(worst) => write!(f, ", error {:.1e}", worst.error),
            None => Ok(()),
        }
    }
}
