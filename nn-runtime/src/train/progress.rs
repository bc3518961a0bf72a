//! Showing a training while it goes on.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::ControlFlow;
use core::time::Duration;
use std::io::{self, IsTerminal, Write as _};
use std::time::Instant;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::callback::{BatchEnd, Callback, EpochEnd};
use super::report::{Epoch, Figures, Report};
use super::terminal::Terminal;
use super::warning::Warning;
use crate::network::Network;

/// How often a bar is drawn anew: more often than eyes can follow costs time alone.
const REFRESH: Duration = Duration::from_millis(100);
/// How many lines stand for a training where there is no terminal.
const LINES: u64 = 50;
/// How long a bar is where there is room for it, and how short it may become; below that there are figures alone.
const LENGTHS: core::ops::RangeInclusive<usize> = 4..=24;

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

enum Shown {
    /// Made when the first batch is done, and the number of batches known.
    Bar(Term, Option<ProgressBar>),
    Lines(Box<dyn io::Write + Send>),
}

impl Progress {
    /// Shown on standard error.
    pub fn new() -> Self {
        if io::stderr().is_terminal() && !is_dumb() { Self::bar() } else { Self::lines(io::stderr()) }
    }

    /// A bar, which appears where standard error is a terminal.
    pub fn bar() -> Self {
        Self::of(Shown::Bar(Term::buffered_stderr(), None))
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
            let bar = bar.get_or_insert_with(|| new_bar(term, at.epochs, at.batches as u64));
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
            Shown::Bar(_, Some(bar)) => bar.println(format!("warning: {warning}")),
            Shown::Bar(_, None) => {} // before the first batch; the report says it again
            Shown::Lines(to) => {
                let _ = writeln!(to, "warning: {warning}");
            }
        }
    }

    fn end(&mut self, report: &Report) {
        match &mut self.to {
            Shown::Bar(_, Some(bar)) => {
                bar.finish_and_clear();
                std::eprintln!("{report}");
            }
            Shown::Bar(_, None) => {}
            Shown::Lines(to) => {
                let _ = writeln!(to, "{report}");
            }
        }
    }
}

/// Whether the terminal says of itself that it cannot go back to a line.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The columns that a line may take; one is left for the cursor.
fn columns(term: &Term) -> usize {
    usize::from(term.size().1).saturating_sub(1)
}

fn new_bar(term: &Term, epochs: u64, batches: u64) -> ProgressBar {
    let target = if term.is_term() && !is_dumb() {
        ProgressDrawTarget::term_like(Box::new(Terminal::new(term.clone())))
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template(&template(columns(term), epochs)).expect("a sound template");
    let bar = ProgressBar::with_draw_target(Some(epochs.saturating_mul(batches)), target);
    bar.with_style(style.progress_chars("━╸─"))
}

/// The form of a bar that counts so many epochs, in so many columns.
fn template(columns: usize, epochs: u64) -> String {
    // Two lines: the figures of an epoch take a terminal of 80 columns by themselves. The bar is the second: the line with the cursor must
    // leave room for what is echoed there, `^C` say.
    let longest = format!("^C 100 %  epoch {epochs}/{epochs}, 59m left").len();
    let length = columns.saturating_sub(longest).min(*LENGTHS.end());
    let bar = if length < *LENGTHS.start() { String::new() } else { format!("{{bar:{length}}} ") };
    format!("{{msg}}\n{bar}{{percent:>3}} %  {{prefix}}, {{eta}} left")
}

/// As many of the figures as there is room for: a number that is cut off is another number.
fn fitting(figures: &str, columns: usize) -> &str {
    let ends = figures.match_indices(", ").map(|(end, _)| end).chain([figures.len()]);
    let fits = |&end: &usize| figures[..end].chars().count() <= columns;
    &figures[..ends.take_while(fits).last().unwrap_or_default()]
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
    fn a_narrow_terminal_gets_less_of_everything() {
        let wide = template(79, 100);
        assert!(wide.starts_with("{msg}\n{bar:24} {percent"), "{wide}");
        assert!(template(50, 100).contains("{bar:17} "), "{}", template(50, 100));
        assert!(!template(35, 100).contains("bar"), "{}", template(35, 100));

        let figures = "loss 0.1234, validation 0.5678, rate 1.0e-3";
        for (columns, shown) in [(43, 43), (42, 30), (30, 30), (29, 11), (11, 11), (10, 0)] {
            assert_eq!(fitting(figures, columns), &figures[..shown], "{columns}");
        }
    }

    #[test]
    fn a_long_training_fits_a_page() {
        let lines = lines(1000);
        assert_eq!(lines.len(), 51 + 2, "the first, every 20th, and how it went");
        assert!(lines[0].starts_with("epoch 1/1000: ") && lines[50].starts_with("epoch 1000/1000: "), "{lines:?}");
    }
}
