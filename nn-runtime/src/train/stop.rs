//! Ending a training from outside.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};

/// The exit status of a program that Ctrl-C ends, by the convention of shells.
#[cfg(feature = "ctrlc")]
const INTERRUPTED: i32 = 130;

/// Ctrl-C belongs to something else in the program.
#[cfg(feature = "ctrlc")]
#[derive(Debug, thiserror::Error)]
#[error("cannot take Ctrl-C: {0}")]
pub struct CtrlCError(#[from] ctrlc::Error);

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

    /// A switch that Ctrl-C presses; pressed a second time, it ends the program at once, as it always did.
    ///
    /// # Errors
    ///
    /// If something else in the program has taken Ctrl-C, an earlier call of this method among it.
    #[cfg(feature = "ctrlc")]
    pub fn on_ctrl_c() -> Result<Self, CtrlCError> {
        let stop = Self::new();
        let switch = stop.clone();
        ctrlc::set_handler(move || {
            if switch.is_stopped() {
                std::process::exit(INTERRUPTED);
            }
            switch.stop();
        })?;
        Ok(stop)
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
