//! Pictures of how training went and how good its result is, as SVG and PNG.
//!
//! | picture | of |
//! | --- | --- |
//! | [`Curves`] | loss, metrics, learning rate, norms of gradients over the epochs, in panels |
//! | [`Confusion`] | which classes are taken for which: a [`ConfusionMatrix`](crate::metrics::ConfusionMatrix) |
//! | [`Gallery`] | images with what the network says to them, the wrong ones framed |
//! | [`Lines`] | one quantity against another: ROC curves, calibration, cost against accuracy |
//! | [`Comparison`] | results of several trials, with their spread |
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
mod comparison;
mod confusion;
mod curves;
mod error;
mod frame;
mod gallery;
mod legend;
mod lettering;
mod lines;
mod picture;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod ticks;

pub use self::comparison::Comparison;
pub use self::confusion::Confusion;
pub use self::curves::{Curves, Panel};
pub use self::error::PlotError;
pub use self::gallery::{Gallery, Image};
pub use self::lines::Lines;
pub use self::picture::Picture;
