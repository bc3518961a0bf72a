//! Training in a few lines: epochs, validation, schedules, early stopping, and a report of how it went.
//!
//! ```
//! use nn_runtime::metrics::Accuracy;
//! use nn_runtime::prelude::*;
//! use nn_runtime::train::schedules::Cosine;
//!
//! network! { Circle(point: [2]) -> [2] { point -> dense<16> -> tanh -> dense<2> } }
//!
//! let points: Vec<_> = (0..400).map(|i| [(i % 20) as f32 / 9.5 - 1.0, (i / 20) as f32 / 9.5 - 1.0]).collect();
//! let within: Vec<_> = points.iter().map(|[x, y]| Class::new(usize::from(x * x + y * y < 0.6)).unwrap()).collect();
//! let (train, valid, test) = Dataset::new(points, within)?.split_stratified((0.6, 0.2, 0.2), 1)?;
//!
//! let mut model = Circle::init(1);
//! let report = Trainer::new(&mut model)
//!     .loss(CrossEntropy::new())
//!     .optimizer(AdamW::new(0.02))
//!     .schedule(Cosine::new())
//!     .batch::<16>()
//!     .epochs(60)
//!     .validate(&valid)
//!     .metric(Accuracy)
//!     .early_stopping(20)
//!     .fit(&train)?;
//!
//! println!("{report}");
//! assert!(model.evaluate(&test, Accuracy)? > 0.9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The loop in one's own hands is as short, and as fast: see [`Batches`](crate::data::Batches).

mod callback;
mod error;
mod evaluation;
mod fit;
mod held;
mod judge;
mod pass;
#[cfg(feature = "plot")]
mod plot;
#[cfg(feature = "progress")]
mod progress;
mod regularized;
mod report;
pub mod schedules;
mod stages;
mod stop;
mod target;
mod trainer;
mod validation;
mod warning;
pub mod watch;

pub use self::callback::{BatchEnd, Callback, EpochEnd};
pub use self::error::FitError;
pub(crate) use self::evaluation::Evaluation;
#[cfg(feature = "progress")]
pub use self::progress::Progress;
pub use self::report::{Epoch, Report, Stopped, Validated};
pub use self::schedules::Schedule;
#[cfg(feature = "ctrlc")]
pub use self::stop::CtrlCError;
pub use self::stop::Stop;
pub use self::target::TargetOf;
pub use self::trainer::{MissingLoss, Trainer};
pub use self::validation::{NoMetric, NoValidation, Objective, Validation, With};
pub use self::warning::{NotFinite, Warning};
