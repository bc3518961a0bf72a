//! The instruction set a pass runs on.
//!
//! Every kernel takes a token of this trait. A pass is one `#[inline(always)]` body generic over it, entered
//! through [`dispatch`], so that a whole step of a small network is compiled for an instruction set at once.

/// A token that stands for an instruction set the processor is known to have.
pub trait Isa: Copy + Send + Sync + 'static {
    /// The name that `NN_ISA` takes and that tables print.
    const NAME: &'static str;
}

/// What every target can do.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

impl Isa for Portable {
    const NAME: &'static str = "portable";
}

/// Work that is compiled once for each instruction set.
pub trait Task {
    /// What it gives back.
    type Output;
    /// Does the work with the instructions of `isa`.
    fn run<S: Isa>(self, isa: S) -> Self::Output;
}

/// Runs `task` on the best instruction set of this processor.
#[inline(always)]
pub fn dispatch<K: Task>(task: K) -> K::Output {
    task.run(Portable)
}
