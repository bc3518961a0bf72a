//! Pictures of how training went and how good its result is, as SVG and PNG.
//!
//! | picture | of |
//! | --- | --- |
//! | [`Curves`] | loss, metrics, learning rate, norms of gradients over the epochs, in panels |
//!
//! Each is described first, then drawn: `save` writes a file as SVG or PNG, whichever its name ends in, and `draw` gives a
//! [`Picture`] that can be had in memory too. Neither needs fonts, libraries or programs of the system.
//!
//! ```no_run
//! use nn_runtime::plot::{Curves, Panel, PlotError};
//!
//! let (train, validation) = ([0.9, 0.4, 0.2, 0.1], [0.9, 0.5, 0.4, 0.5]);
//! Curves::new("digits")
//!     .panel(Panel::new("loss").series("train", &train).series("validation", &validation))
//!     .best_epoch(3)
//!     .save("curves.svg")?;
//! # Ok::<(), PlotError>(())
//! ```

mod axis;
mod backend;
mod color;
mod curves;
mod error;
mod frame;
mod legend;
mod lettering;
mod picture;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod ticks;

pub use self::curves::{Curves, Panel};
pub use self::error::PlotError;
pub use self::picture::Picture;
