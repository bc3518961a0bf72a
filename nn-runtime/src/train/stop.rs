//! Ending a training from outside.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};

/// A switch that ends a training cleanly: after the batch that runs, with what was learned kept.
///
/// Copies are the same switch, so that one may go to a signal handler, another thread, or a button.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A switch that nobody has pressed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Presses it.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
