//! Results of several trials beside one another.

use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

use super::PlotError;
use super::axis::{Axis, Scale};
use super::color::{BLUE, Color, GRID, INK, WHITE};
use super::frame::{BELOW, EDGE, HEADING, LABEL, SMALL, room_of};
use super::lettering::{self, Align};
use super::picture::Picture;
use super::ticks::{Tick, power};
use crate::quoted::quoted;
use crate::scalar::Scalar;

const WIDTH: f64 = 640.0;
/// The height of a trial.
const ROW: f64 = 32.0;
const BAR: f64 = 16.0;
/// The height of a whisker's ends, and how far below it the runs are.
const CAP: f64 = 8.0;
const BELOW_WHISKER: f64 = 10.5;
/// The room that the name of a trial takes at most.
const NAME: f64 = 180.0;

/// Trials below one another, each with its mean, a whisker of one standard deviation to either side, a dot for each run, and both
/// numbers in words.
///
/// ```
/// use nn_runtime::plot::{Comparison, PlotError};
///
/// let picture = Comparison::new("width of the hidden layer", "test accuracy")
///     .trial("32", &[0.951, 0.948, 0.957])
///     .trial("128", &[0.978, 0.981, 0.979])
///     .draw()?;
/// assert!(picture.to_svg().contains("0.9793 ± 0.0015"));
/// # Ok::<(), PlotError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Comparison {
    title: String,
    across: String,
    trials: Vec<Trial>,
    bars: bool,
    scale: Scale,
}

#[derive(Clone, Debug)]
struct Trial {
    name: String,
    runs: Vec<f64>,
    mean: f64,
    spread: Option<f64>,
}

/// Where things are.
struct Layout {
    left: f64,
    width: f64,
    axis: Axis,
}

impl Comparison {
    /// A picture without trials; `across` says what was measured.
    pub fn new(title: impl Into<String>, across: impl Into<String>) -> Self {
        Self { title: title.into(), across: across.into(), trials: Vec::new(), bars: false, scale: Scale::Linear }
    }

    /// Adds a trial by the results of its runs: m = 1/n ∑ xᵢ, s² = 1/(n − 1) ∑ (xᵢ − m)², the latter of two runs and more.
    ///
    /// A result that is NaN or infinite makes both so: they are written, but not drawn.
    #[must_use]
    pub fn trial<T: Scalar>(self, name: impl Into<String>, results: &[T]) -> Self {
        let runs: Vec<f64> = results.iter().map(|result| result.to_f64()).collect();
        let (mean, spread) = mean_and_spread(&runs);
        self.push(Trial { name: name.into(), runs, mean, spread })
    }

    /// Adds a trial of which the mean and its spread are known.
    #[must_use]
    pub fn mean(self, name: impl Into<String>, mean: f64, spread: f64) -> Self {
        self.push(Trial { name: name.into(), runs: Vec::new(), mean, spread: Some(spread) })
    }

    /// Begins the axis at 0 and draws the means as bars.
    #[must_use]
    pub fn from_zero(self) -> Self {
        Self { bars: true, scale: Scale::Linear, ..self }
    }

    /// Lays results out at their logarithms, such as times and sizes, instead of from 0.
    #[must_use]
    pub fn log(self) -> Self {
        Self { bars: false, scale: Scale::Log, ..self }
    }

    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// If there is no trial, or one without results; if there are so many trials that the picture would be too large.
    pub fn draw(&self) -> Result<Picture, PlotError> {
        self.check()?;
        let names: Vec<String> = self.trials.iter().map(|trial| lettering::fit(&trial.name, SMALL, NAME)).collect();
        let words: Vec<String> = self.trials.iter().map(Trial::words).collect();
        let left = EDGE + room_of(&names) + 10.0;
        let width = WIDTH - left - EDGE - 16.0 - room_of(&words);
        let (top, height) = (HEADING, ROW * self.trials.len() as f64);
        let bottom = top + height;

        let mut picture = Picture::new(&self.title, WIDTH, bottom + BELOW + LABEL + EDGE)?;
        picture.heading(EDGE, &self.title, WIDTH - 2.0 * EDGE);
        let layout = Layout { left, width, axis: self.axis() };
        layout.grid(&mut picture, top, bottom);
        for (i, trial) in self.trials.iter().enumerate() {
            let y = top + (i as f64 + 0.5) * ROW;
            picture.text((left - 10.0, y), &names[i], SMALL, Align::Right, INK);
            picture.text((left + width + 16.0, y), &words[i], SMALL, Align::Left, INK);
            layout.trial(&mut picture, trial, y, self.bars);
        }
        picture.line(vec![(left, bottom), (left + width, bottom)], 0.75, INK);
        let across = lettering::fit(&self.across, LABEL, width);
        picture.text((left + width / 2.0, bottom + BELOW + LABEL / 2.0 + 2.0), &across, LABEL, Align::Center, INK);
        Ok(picture)
    }

    /// Draws the picture and writes it as SVG or PNG, whichever the file's name ends in; see [`Picture::save`].
    ///
    /// # Errors
    ///
    /// Those of [`draw`](Self::draw) and of [`Picture::save`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        self.draw()?.save(path)
    }

    fn push(mut self, trial: Trial) -> Self {
        self.trials.push(trial);
        self
    }

    fn check(&self) -> Result<(), PlotError> {
        if self.trials.is_empty() {
            return Err(PlotError::empty(&self.title, "it has no trials"));
        }
        // A trial without runs has a spread only if it was given as such.
        match self.trials.iter().find(|trial| trial.runs.is_empty() && trial.spread.is_none()) {
            Some(trial) => {
                Err(PlotError::empty(&self.title, format!("trial `{}` has no results", quoted(&trial.name))))
            }
            None => Ok(()),
        }
    }

    fn axis(&self) -> Axis {
        let zero = self.bars.then_some(0.0);
        let drawn = self.trials.iter().flat_map(|trial| trial.runs.iter().copied().chain(trial.ends()));
        Axis::fit(drawn.chain(zero), self.scale).unwrap_or(Axis::UNIT)
    }
}

impl Trial {
    /// The mean and the ends of the whisker.
    fn ends(&self) -> impl Iterator<Item = f64> + Clone + use<> {
        let spread = self.spread.unwrap_or(0.0);
        [self.mean - spread, self.mean, self.mean + spread].into_iter()
    }

    /// The mean and its spread, to two digits of the latter.
    fn words(&self) -> String {
        let Some(spread) = self.spread.filter(|_| self.mean.is_finite()) else { return number(self.mean, 4) };
        if !(spread > 0.0 && spread.is_finite()) {
            return format!("{} ± {}", number(self.mean, 4), number(spread, 4));
        }
        let larger = self.mean.abs().max(spread);
        let (highest, lowest) = (magnitude(larger), magnitude(spread) - 1);
        if highest - lowest > 9 {
            return format!("{} ± {}", number(self.mean, 4), number(spread, 2));
        }
        if (-4..9).contains(&highest) {
            let places = usize::try_from(-lowest).unwrap_or(0);
            return signed(&format!("{:.places$} ± {spread:.places$}", self.mean));
        }
        let (unit, places) = (libm::pow(10.0, f64::from(highest)), (highest - lowest) as usize);
        signed(&format!("({:.places$} ± {:.places$})×{}", self.mean / unit, spread / unit, power(highest)))
    }
}

impl Layout {
    fn at(&self, value: f64) -> Option<f64> {
        Some(self.left + self.axis.place(value)? * self.width)
    }

    fn ticks(&self) -> Vec<Tick> {
        self.axis.ticks((self.width / 55.0).max(2.0) as usize)
    }

    fn grid(&self, picture: &mut Picture, top: f64, bottom: f64) {
        for tick in self.ticks() {
            let Some(x) = self.at(tick.value) else { continue };
            if tick.label.is_empty() {
                picture.line(vec![(x, bottom), (x, bottom + 2.0)], 0.75, INK);
                continue;
            }
            picture.line(vec![(x, top), (x, bottom)], 0.75, GRID);
            picture.line(vec![(x, bottom), (x, bottom + 4.0)], 0.75, INK);
            picture.text((x, bottom + BELOW * 0.6), &tick.label, SMALL, Align::Center, INK);
        }
    }

    fn trial(&self, picture: &mut Picture, trial: &Trial, y: f64, bar: bool) {
        let mean = self.at(trial.mean);
        if let (true, Some(zero), Some(mean)) = (bar, self.at(0.0), mean) {
            picture.rect((zero.min(mean), y - BAR / 2.0), ((mean - zero).abs(), BAR), pale());
        }
        for x in trial.runs.iter().filter_map(|&run| self.at(run)) {
            picture.dot((x, y + BELOW_WHISKER), 2.0, BLUE.mix(WHITE, 0.45));
        }
        if let Some(spread) = trial.spread {
            // On a logarithmic axis, what reaches below 0 ends at the left.
            let low = self.at(trial.mean - spread).or(mean.map(|_| self.left));
            if let Some((low, high)) = low.zip(self.at(trial.mean + spread)) {
                picture.line(vec![(low, y), (high, y)], 1.25, INK);
                for x in [low, high] {
                    picture.line(vec![(x, y - CAP / 2.0), (x, y + CAP / 2.0)], 1.25, INK);
                }
            }
        }
        if let (false, Some(mean)) = (bar, mean) {
            picture.dot((mean, y), 4.0, WHITE);
            picture.dot((mean, y), 3.25, BLUE);
        }
    }
}

fn pale() -> Color {
    BLUE.mix(WHITE, 0.75)
}

/// The mean, and the standard deviation of two and more.
fn mean_and_spread(values: &[f64]) -> (f64, Option<f64>) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = |value: &f64| (value - mean) * (value - mean);
    let spread = || (values.iter().map(square).sum::<f64>() / (count - 1.0)).sqrt();
    (mean, (values.len() > 1).then(spread))
}

/// The exponent of ten.
fn magnitude(value: f64) -> i32 {
    libm::log10(value).floor() as i32
}

/// A number to some digits.
fn number(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return signed(&value.to_string());
    }
    let exponent = magnitude(value.abs());
    if (-4..9).contains(&exponent) {
        let places = usize::try_from(digits - 1 - exponent).unwrap_or(0);
        return signed(&format!("{value:.places$}"));
    }
    let (mantissa, places) = (value / libm::pow(10.0, f64::from(exponent)), digits as usize - 1);
    signed(&format!("{mantissa:.places$}×{}", power(exponent)))
}

/// A minus that is as wide as a plus.
fn signed(text: &str) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_spreads() {
        assert_eq!(mean_and_spread(&[1.0, 2.0, 3.0]), (2.0, Some(1.0)));
        assert_eq!(mean_and_spread(&[4.0]), (4.0, None));
        assert!(mean_and_spread(&[1.0, f64::NAN]).0.is_nan());
    }

    #[test]
    fn spreads_have_two_digits() {
        let words = |mean: f64, spread| Trial { name: String::new(), runs: Vec::new(), mean, spread }.words();
        assert_eq!(words(0.97893, Some(0.00421)), "0.9789 ± 0.0042");
        assert_eq!(words(-12345.6, Some(78.9)), "−12346 ± 79");
        assert_eq!(words(0.5, Some(0.0)), "0.5000 ± 0");
        assert_eq!(words(0.9789, None), "0.9789");
        assert_eq!(words(1.0, Some(1e-12)), "1.000 ± 1.0×10⁻¹²");
        assert_eq!(words(1.1e-6, Some(1.4e-7)), "(1.10 ± 0.14)×10⁻⁶");
        assert_eq!(words(f64::NAN, Some(f64::NAN)), "NaN");
    }
}
