//! Showing a training while it goes on.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::ControlFlow;
use core::time::Duration;
use std::io::{self, IsTerminal, Write as _};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::callback::{BatchEnd, Callback, EpochEnd};
use super::report::{Epoch, Figures, Report};
use super::warning::Warning;
use crate::network::Network;

/// How often a bar is drawn anew: more often than eyes can follow costs time alone.
const REFRESH: Duration = Duration::from_millis(100);
/// How many lines stand for a training where there is no terminal.
const LINES: u64 = 50;

/// A bar on the terminal with epoch, loss, metric, rate and the time that is left; where standard error is no terminal, at most
/// some 50 plain lines.
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

enum Shown {
    /// Made when the first batch is done, and the number of batches known.
    Bar(Option<ProgressBar>),
    Lines(Box<dyn io::Write + Send>),
}

impl Progress {
    /// Shown on standard error.
    pub fn new() -> Self {
        if io::stderr().is_terminal() { Self::bar() } else { Self::lines(io::stderr()) }
    }

    /// A bar, which appears where standard error is a terminal.
    pub fn bar() -> Self {
        Self::of(Shown::Bar(None))
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
        if let Shown::Bar(bar) = &mut self.to {
            let bar = bar.get_or_insert_with(|| new_bar(at.epochs * at.batches as u64));
            if self.drawn.elapsed() >= REFRESH {
                self.drawn = Instant::now();
                bar.set_position((at.epoch - 1) * at.batches as u64 + at.batch as u64);
                bar.set_prefix(format!("epoch {}/{}", at.epoch, at.epochs));
                bar.set_message(if self.epoch.is_empty() {
                    format!("loss {:.4}", at.loss)
                } else {
                    self.epoch.clone()
                });
            }
        }
        ControlFlow::Continue(())
    }

    fn epoch(&mut self, at: &EpochEnd<'_, N>) -> ControlFlow<()> {
        self.epoch.clear();
        let said = write!(self.epoch, "{}", Said(at.epoch, at.metric));
        debug_assert!(said.is_ok(), "strings take what they are given");
        if let Shown::Lines(to) = &mut self.to {
            let (number, every) = (at.epoch.number, at.epochs.div_ceil(LINES));
            if number == 1 || number % every == 0 || number == at.epochs {
                // Where nobody reads on, training is worth more than telling of it.
                let _ = writeln!(to, "epoch {number}/{}: {}", at.epochs, self.epoch);
            }
        }
        ControlFlow::Continue(())
    }

    fn warning(&mut self, warning: &Warning) {
        match &mut self.to {
            Shown::Bar(Some(bar)) => bar.println(format!("warning: {warning}")),
            Shown::Bar(None) => {} // before the first batch; the report says it again
            Shown::Lines(to) => {
                let _ = writeln!(to, "warning: {warning}");
            }
        }
    }

    fn end(&mut self, report: &Report) {
        match &mut self.to {
            Shown::Bar(Some(bar)) => {
                bar.finish_and_clear();
                std::eprintln!("{report}");
            }
            Shown::Bar(None) => {}
            Shown::Lines(to) => {
                let _ = writeln!(to, "{report}");
            }
        }
    }
}

fn new_bar(batches: u64) -> ProgressBar {
    // Two lines: the figures of an epoch take a terminal of 80 columns by themselves, and a number that is cut off is another number.
    let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {prefix}, {eta} left\n{wide_msg}");
    let style = style.expect("a sound template");
    ProgressBar::new(batches).with_style(style.progress_chars("━╸─"))
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
    use std::sync::{Arc, Mutex};
    use std::vec::Vec;

    use super::*;
    use crate::metrics::{Custom, Goal};
    use crate::prelude::*;

    network! { Net(x: [1]) -> [1] { x -> dense<3> -> tanh -> dense<1> } }

    /// Text that several hold.
    #[derive(Clone, Default)]
    struct Text(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Text {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a training of so many epochs says.
    fn lines(epochs: u64) -> Vec<String> {
        let data = Dataset::new([[0.0_f32], [0.5], [1.0]], [[0.0_f32], [0.25], [1.0]]).unwrap();
        let worst = Custom::new("worst", Goal::Lowest, |truth: &[[f32; 1]], outputs: &[[f32; 1]]| {
            truth.iter().zip(outputs).map(|(t, y)| f64::from((t[0] - y[0]).abs())).fold(0.0, f64::max)
        });
        let (text, mut model) = (Text::default(), Net::init(1));
        let trainer = Trainer::new(&mut model).loss(Mse::new()).epochs(epochs).validate(&data).metric(worst);
        trainer.callback(Progress::lines(text.clone())).fit(&data).unwrap();
        let bytes = text.0.lock().unwrap();
        String::from_utf8(bytes.clone()).unwrap().lines().map(String::from).collect()
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
