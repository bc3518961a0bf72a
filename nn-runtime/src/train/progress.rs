//! Showing a training while it goes on.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::ControlFlow;
use core::time::Duration;
use std::io::{self, Write as _};
use std::time::Instant;

use super::callback::{BatchEnd, Callback, EpochEnd};
use super::report::{Epoch, Figures, Report};
use super::warning::Warning;
use crate::network::Network;
use crate::terminal::{Shown, columns, fitting, has_line, new_bar};

/// How often a bar is drawn anew: more often than eyes can follow costs time alone.
const REFRESH: Duration = Duration::from_millis(100);

/// A bar on the terminal with epoch, loss, metric, rate and the time that is left; where standard error is no terminal (or one that
/// cannot go back, `TERM=dumb`), at most some 50 plain lines.
///
/// ```
/// use nn_runtime::prelude::*;
/// use nn_runtime::train::Progress;
///
/// network! { Net(x: [1]) -> [1] { x -> dense<4> -> tanh -> dense<1> } }
///
/// let data = Dataset::new([[0.0_f32], [0.5], [1.0]], [[0.0_f32], [0.25], [1.0]])?;
/// Trainer::new(&mut Net::init(1)).loss(Mse::new()).callback(Progress::new()).fit(&data)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Progress {
    to: Shown,
    /// What was last said of an epoch, which stays beside the bar while the next one runs.
    epoch: String,
    drawn: Instant,
}

impl Progress {
    /// Shown on standard error.
    pub fn new() -> Self {
        Self::of(Shown::on_stderr())
    }

    /// A bar, which appears where standard error is a terminal.
    pub fn bar() -> Self {
        Self::of(Shown::bar())
    }

    /// Plain lines, to whatever takes them.
    pub fn lines(to: impl io::Write + Send + 'static) -> Self {
        Self::of(Shown::Lines(Box::new(to)))
    }

    fn of(to: Shown) -> Self {
        Self { to, epoch: String::new(), drawn: Instant::now() }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Network> Callback<N> for Progress {
    fn batch(&mut self, at: &BatchEnd<'_, N>) -> ControlFlow<()> {
        if let Shown::Bar(term, bar) = &mut self.to {
            let BatchEnd { epochs, batches, .. } = *at;
            let steps = epochs.saturating_mul(batches as u64);
            let longest = format!("epoch {epochs}/{epochs}, 59m left");
            let bar = bar.get_or_insert_with(|| new_bar(term, steps, "{prefix}, {eta} left", &longest));
            if self.drawn.elapsed() >= REFRESH {
                self.drawn = Instant::now();
                bar.set_position((at.epoch - 1) * at.batches as u64 + at.batch as u64);
                bar.set_prefix(format!("epoch {}/{}", at.epoch, at.epochs));
                if self.epoch.is_empty() {
                    bar.set_message(format!("loss {:.4}", at.loss));
                } else {
                    bar.set_message(String::from(fitting(&self.epoch, columns(term))));
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn epoch(&mut self, at: &EpochEnd<'_, N>) -> ControlFlow<()> {
        self.epoch.clear();
        let said = write!(self.epoch, "{}", Said(at.epoch, at.metric));
        debug_assert!(said.is_ok(), "strings take what they are given");
        let number = at.epoch.number;
        if has_line(number, at.epochs) {
            self.to.line(format_args!("epoch {number}/{}: {}", at.epochs, self.epoch));
        }
        ControlFlow::Continue(())
    }

    fn warning(&mut self, warning: &Warning) {
        self.to.aside(format_args!("warning: {warning}")); // before the first batch, the report says it again
    }

    fn end(&mut self, report: &Report) {
        self.to.line(report);
        if self.to.clear() {
            let _ = writeln!(io::stderr(), "{report}");
        }
    }
}

/// What is said of an epoch, with the name of the metric.
struct Said<'a>(&'a Epoch, Option<&'a str>);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(epoch, metric) = self;
        write!(f, "{}, rate {:.1e}", Figures(epoch, *metric), epoch.rate)?;
        let seconds = epoch.time.as_secs_f64();
        if seconds > 0.0 { write!(f, ", {:.0} samples/s", epoch.samples as f64 / seconds) } else { Ok(()) }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::metrics::{Custom, Goal};
    use crate::prelude::*;
    use crate::terminal::Text;

    network! { Net(x: [1]) -> [1] { x -> dense<3> -> tanh -> dense<1> } }

    /// What a training of so many epochs says.
    fn lines(epochs: u64) -> Vec<String> {
        let data = Dataset::new([[0.0_f32], [0.5], [1.0]], [[0.0_f32], [0.25], [1.0]]).unwrap();
        let worst = Custom::new("worst", Goal::Lowest, |truth: &[[f32; 1]], outputs: &[[f32; 1]]| {
            truth.iter().zip(outputs).map(|(t, y)| f64::from((t[0] - y[0]).abs())).fold(0.0, f64::max)
        });
        let (text, mut model) = (Text::default(), Net::init(1));
        let trainer = Trainer::new(&mut model).loss(Mse::new()).epochs(epochs).validate(&data).metric(worst);
        trainer.callback(Progress::lines(text.clone())).fit(&data).unwrap();
        text.lines()
    }

    #[test]
    fn a_short_training_has_a_line_an_epoch() {
        let lines = lines(3);
        assert_eq!(lines.len(), 3 + 2, "{lines:?}");
        assert!(lines[1].starts_with("epoch 2/3: loss 0.") && lines[1].contains(", worst "), "{lines:?}");
        assert!(lines[1].contains(", rate 1.0e-3") && !lines[1].contains('\u{1b}'), "{lines:?}");
        assert!(lines[3].starts_with("`Net`, 3 updates in "), "{lines:?}");
    }

    #[test]
    fn a_long_training_fits_a_page() {
        let lines = lines(1000);
        assert_eq!(lines.len(), 51 + 2, "the first, every 20th, and how it went");
        assert!(lines[0].starts_with("epoch 1/1000: ") && lines[50].starts_with("epoch 1000/1000: "), "{lines:?}");
    }
}
