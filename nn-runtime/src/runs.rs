//! The table that joins parameters and gradients.

/// A stretch of trained parameters that is contiguous among the gradients as well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Its first scalar among the parameters.
    pub param: usize,
    /// Its first scalar among the gradients.
    pub grad: usize,
    /// Its length in scalars.
    pub len: usize,
    /// The weight decay its stage declares; `None` leaves it to the optimiser.
    pub decay: Option<f64>,
}

/// The most runs a network may have. Neighbours of one decay merge, so a network of trained stages is one run.
pub const MAX_RUNS: usize = 256;

/// The runs of a network, in the order of its parameters; built while the compiler runs.
#[derive(Clone, Copy, Debug)]
pub struct Runs {
    runs: [Run; MAX_RUNS],
    len: usize,
    params: usize,
    grads: usize,
}

impl Runs {
    /// No parameters yet.
    pub const fn new() -> Self {
        Self { runs: [Run { param: 0, grad: 0, len: 0, decay: None }; MAX_RUNS], len: 0, params: 0, grads: 0 }
    }

    /// The runs in order.
    pub const fn as_slice(&self) -> &[Run] {
        self.runs.split_at(self.len).0
    }

    /// The scalars of the gradients so far.
    pub const fn grads(&self) -> usize {
        self.grads
    }

    /// Appends `len` trained parameters.
    pub const fn trained(mut self, len: usize, decay: Option<f64>) -> Self {
        if len == 0 {
            return self;
        }
        let merges = self.len > 0 && {
            let last = &self.runs[self.len - 1];
            last.param + last.len == self.params && same(last.decay, decay)
        };
        if merges {
            self.runs[self.len - 1].len += len;
        } else {
            assert!(self.len < MAX_RUNS, "a network alternates between frozen or decay settings more than 256 times");
            self.runs[self.len] = Run { param: self.params, grad: self.grads, len, decay };
            self.len += 1;
        }
        self.params += len;
        self.grads += len;
        self
    }

    /// Appends `len` parameters that are not trained.
    pub const fn frozen(mut self, len: usize) -> Self {
        self.params += len;
        self
    }

    /// Appends the parameters of a network below, `len` in all; `decay` overrides what its stages leave open.
    pub const fn network(mut self, below: &Runs, len: usize, decay: Option<f64>) -> Self {
        let (start, mut i) = (self.params, 0);
        while i < below.len {
            let run = below.runs[i];
            self.params = start + run.param;
            self = self.trained(run.len, if run.decay.is_some() { run.decay } else { decay });
            i += 1;
        }
        self.params = start + len;
        self
    }

    /// Appends the parameters of `times` equal networks, `len` in each.
    pub const fn repeat(mut self, times: usize, below: &Runs, len: usize, decay: Option<f64>) -> Self {
        let mut i = 0;
        while i < times {
            self = self.network(below, len, decay);
            i += 1;
        }
        self
    }
}

impl Default for Runs {
    fn default() -> Self {
        Self::new()
    }
}

const fn same(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => a.to_bits() == b.to_bits(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_merge_and_frozen_parts_leave_gaps() {
        const RUNS: Runs =
            Runs::new().trained(10, None).trained(5, None).frozen(7).trained(3, None).trained(2, Some(0.0));
        assert_eq!(
            RUNS.as_slice(),
            [
                Run { param: 0, grad: 0, len: 15, decay: None },
                Run { param: 22, grad: 15, len: 3, decay: None },
                Run { param: 25, grad: 18, len: 2, decay: Some(0.0) },
            ]
        );
        const ABOVE: Runs = Runs::new().frozen(4).network(&RUNS, 27, Some(0.1)).trained(1, None);
        assert_eq!(ABOVE.as_slice()[0], Run { param: 4, grad: 0, len: 15, decay: Some(0.1) });
        assert_eq!(ABOVE.as_slice()[3], Run { param: 31, grad: 20, len: 1, decay: None });
        assert_eq!(ABOVE.grads(), 21);
    }
}
