//! One quantity against another.

use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::PlotError;
use super::axis::{Axis, Scale};
use super::color::{GREY, Palette};
use super::frame::{BELOW, EDGE, Frame, HEADING, LABEL, room};
use super::legend::{Legend, Sample};
use super::picture::{Picture, Point};
use crate::scalar::Scalar;

/// The size between the axes.
const SIDE: f64 = 340.0;

/// Lines and points of one quantity against another, such as ROC and calibration curves.
///
/// Of what has points that are NaN, infinite or, on a logarithmic axis, not positive, these are left out as gaps.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::roc_curve;
/// use nn_runtime::plot::Lines;
///
/// let truth = [0, 0, 1, 1].map(|label| Class::new(label).unwrap());
/// let curve = roc_curve(&truth, &[0.1, 0.4, 0.35, 0.8])?;
/// let picture = Lines::roc("phishing").line("test, area 0.75", &curve).draw()?;
/// assert!(picture.to_svg().contains("true positive rate"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lines {
    title: String,
    across: String,
    up: String,
    series: Vec<Series>,
    scales: [Scale; 2],
    /// Whether both axes go from 0 to 1, and the diagonal is drawn.
    unit: bool,
}

#[derive(Clone, Debug)]
struct Series {
    name: String,
    points: Vec<Point>,
    joined: bool,
    marked: bool,
}

impl Lines {
    /// A picture without lines, of `up` against `across`.
    pub fn new(title: impl Into<String>, across: impl Into<String>, up: impl Into<String>) -> Self {
        let scales = [Scale::Linear; 2];
        Self { title: title.into(), across: across.into(), up: up.into(), series: Vec::new(), scales, unit: false }
    }

    /// A picture for ROC curves, with the diagonal that chance gives: true positive rates against false positive rates, as
    /// [`roc_curve`](crate::metrics::roc_curve) has them.
    pub fn roc(title: impl Into<String>) -> Self {
        Self { unit: true, ..Self::new(title, "false positive rate", "true positive rate") }
    }

    /// A picture for calibration curves, with the diagonal that is perfect: accuracy against confidence, as
    /// [`calibration_curve`](crate::metrics::calibration_curve) has them.
    pub fn calibration(title: impl Into<String>) -> Self {
        Self { unit: true, ..Self::new(title, "confidence", "accuracy") }
    }

    /// Adds a line through points.
    #[must_use]
    pub fn line<T: Scalar>(self, name: impl Into<String>, points: &[(T, T)]) -> Self {
        self.push(name.into(), points, true, false)
    }

    /// Adds a line through points that are marked.
    #[must_use]
    pub fn marked_line<T: Scalar>(self, name: impl Into<String>, points: &[(T, T)]) -> Self {
        self.push(name.into(), points, true, true)
    }

    /// Adds points without a line.
    #[must_use]
    pub fn points<T: Scalar>(self, name: impl Into<String>, points: &[(T, T)]) -> Self {
        self.push(name.into(), points, false, true)
    }

    /// Lays the horizontal axis out at logarithms.
    #[must_use]
    pub fn log_across(self) -> Self {
        Self { scales: [Scale::Log, self.scales[1]], ..self }
    }

    /// Lays the vertical axis out at logarithms.
    #[must_use]
    pub fn log_up(self) -> Self {
        Self { scales: [self.scales[0], Scale::Log], ..self }
    }

    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// If there are no points, or so many lines that the picture would be too large.
    pub fn draw(&self) -> Result<Picture, PlotError> {
        if self.series.is_empty() {
            return Err(PlotError::empty(&self.title, "it has no points"));
        }
        let [x, y] = self.axes();
        let y_ticks = y.ticks((SIDE / 40.0) as usize);
        let left = EDGE + LABEL + 8.0 + room(&y_ticks);
        let width = left + SIDE + 2.0 * EDGE;

        let names: Vec<&str> = self.series.iter().map(|series| &series.name[..]).collect();
        let colors = Palette::default().colors(&names);
        let mut legend = Legend::default();
        for (series, &color) in self.series.iter().zip(&colors) {
            legend.add(&series.name, color, if series.joined { Sample::Line } else { Sample::Dot });
        }
        let top = HEADING + legend.height(SIDE);
        let mut picture = Picture::new(&self.title, width, top + SIDE + BELOW + LABEL + EDGE)?;
        picture.heading(left, &self.title, SIDE);
        legend.draw(&mut picture, (left, HEADING - 6.0), SIDE);

        let frame = Frame { corner: (left, top), size: (SIDE, SIDE), x, y };
        frame.axes(&mut picture, &x.ticks(frame.most_x()), &y_ticks, true);
        if self.unit {
            picture.dashes((left, frame.bottom()), (frame.right(), top), 1.0, GREY);
        }
        for (series, &color) in self.series.iter().zip(&colors) {
            if series.joined {
                frame.curve(&mut picture, &series.points, color);
            }
            if series.marked {
                frame.marks(&mut picture, &series.points, color);
            }
        }
        frame.name_x(&mut picture, &self.across, BELOW + LABEL / 2.0 + 2.0);
        frame.name_y(&mut picture, &self.up, EDGE + LABEL / 2.0);
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

    fn push<T: Scalar>(mut self, name: String, points: &[(T, T)], joined: bool, marked: bool) -> Self {
        let points: Vec<Point> = points.iter().map(|&(x, y)| (x.to_f64(), y.to_f64())).collect();
        if !points.is_empty() {
            self.series.push(Series { name, points, joined, marked });
        }
        self
    }

    /// The horizontal and the vertical axis.
    fn axes(&self) -> [Axis; 2] {
        let points = self.series.iter().flat_map(|series| &series.points);
        let fit = |values: Option<Axis>| values.unwrap_or(Axis::UNIT);
        if self.unit {
            return [Axis::UNIT; 2];
        }
        [
            fit(Axis::fit(points.clone().map(|point| point.0), self.scales[0])),
            fit(Axis::fit(points.map(|point| point.1), self.scales[1])),
        ]
    }
}
