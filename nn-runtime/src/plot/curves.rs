//! What happened over the epochs.

use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::PlotError;
use super::axis::{Axis, Scale};
use super::color::{Color, GREY, Palette};
use super::frame::{BELOW, EDGE, Frame, HEADING, LABEL, room};
use super::legend::{Legend, Sample};
use super::picture::{Picture, Point};
use super::ticks::{self, Tick};
use crate::quoted::quoted;
use crate::scalar::Scalar;

const WIDTH: f64 = 640.0;
/// The height of a panel's data, alone and above others.
const ALONE: f64 = 280.0;
const STACKED: f64 = 150.0;
const BETWEEN: f64 = 16.0;

/// Curves over epochs, in panels above one another.
///
/// ```
/// use nn_runtime::plot::{Curves, Panel, PlotError};
///
/// let (train, validation) = ([0.9, 0.4, 0.2, 0.1], [0.9, 0.5, 0.4, 0.5]);
/// let picture = Curves::new("digits")
///     .panel(Panel::new("loss").series("train", &train).series("validation", &validation))
///     .panel(Panel::new("learning rate").log().series("learning rate", &[1e-2, 1e-3, 1e-4, 1e-5]))
///     .best_epoch(3)
///     .draw()?;
/// assert!(picture.to_svg().contains("validation"));
/// # Ok::<(), PlotError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Curves {
    title: String,
    across: String,
    panels: Vec<Panel>,
    best: Option<usize>,
}

/// One of the panels of [`Curves`]: series that share an axis.
///
/// The axis is logarithmic if all values are positive and the largest is more than a hundred times the smallest, unless
/// [`linear`](Self::linear) or [`log`](Self::log) says what it is. Values that are NaN, infinite or, on a logarithmic axis, not
/// positive are gaps in the curve.
#[derive(Clone, Debug)]
pub struct Panel {
    title: String,
    scale: Scale,
    series: Vec<Series>,
}

#[derive(Clone, Debug)]
struct Series {
    name: String,
    points: Vec<Point>,
}

/// A panel with all that it takes to find out how much room it needs.
struct Layout<'a> {
    panel: &'a Panel,
    /// None if no value can be drawn.
    axis: Option<Axis>,
    ticks: Vec<Tick>,
    legend: Legend,
    colors: Vec<Color>,
}

impl Panel {
    /// A panel; the title says what its values are.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), scale: Scale::Auto, series: Vec::new() }
    }

    /// Adds a value for each epoch, the first of which is 1. A series without values is left out.
    #[must_use]
    pub fn series<T: Scalar>(self, name: impl Into<String>, values: &[T]) -> Self {
        let points = values.iter().enumerate().map(|(i, &value)| ((i + 1) as f64, value.to_f64()));
        self.push(name.into(), points.collect())
    }

    /// Adds values for some of the epochs, which come first: what is measured every tenth epoch is a curve without gaps.
    #[must_use]
    pub fn points<T: Scalar>(self, name: impl Into<String>, points: &[(usize, T)]) -> Self {
        let points = points.iter().map(|&(epoch, value)| (epoch as f64, value.to_f64()));
        self.push(name.into(), points.collect())
    }

    /// Lays values out at their logarithms. Where none is positive, the axis is linear all the same.
    #[must_use]
    pub fn log(self) -> Self {
        Self { scale: Scale::Log, ..self }
    }

    /// Lays values out as they are, whatever they are.
    #[must_use]
    pub fn linear(self) -> Self {
        Self { scale: Scale::Linear, ..self }
    }

    fn push(mut self, name: String, points: Vec<Point>) -> Self {
        if !points.is_empty() {
            self.series.push(Series { name, points });
        }
        self
    }
}

impl Curves {
    /// A picture without panels.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), across: "epoch".into(), panels: Vec::new(), best: None }
    }

    /// Adds a panel below the others.
    #[must_use]
    pub fn panel(mut self, panel: Panel) -> Self {
        self.panels.push(panel);
        self
    }

    /// Marks an epoch, counted from 1. One that has no values is not marked.
    #[must_use]
    pub fn best_epoch(self, epoch: usize) -> Self {
        Self { best: Some(epoch), ..self }
    }

    /// Says what is counted along the horizontal axis, if not epochs.
    #[must_use]
    pub fn over(self, what: impl Into<String>) -> Self {
        Self { across: what.into(), ..self }
    }

    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// If there is no panel, or one without values; if there are so many panels that the picture would be too large.
    pub fn draw(&self) -> Result<Picture, PlotError> {
        self.check()?;
        let (first, last) = self.span();
        let best = self.best.filter(|&best| (first..=last).contains(&(best as f64)));
        let tall = if self.panels.len() == 1 { ALONE } else { STACKED };
        let mut palette = Palette::default();
        let mut layouts: Vec<_> = self.panels.iter().map(|panel| Layout::new(panel, tall, &mut palette)).collect();
        if let Some(best) = best {
            layouts[0].legend.add(&format!("best {} ({best})", self.across), GREY, Sample::Dashes);
        }

        let labels = layouts.iter().map(|layout| room(&layout.ticks)).fold(0.0, f64::max);
        let left = EDGE + LABEL + 8.0 + labels;
        let width = WIDTH - left - 2.0 * EDGE;
        let legends = layouts.iter().map(|layout| layout.legend.height(width) + tall + BETWEEN);
        let height = HEADING + legends.sum::<f64>() + BELOW + LABEL;
        let mut picture = Picture::new(&self.title, WIDTH, height)?;
        picture.heading(left, &self.title, width);

        let margin = if first == last { 0.5 } else { (last - first) * 0.01 };
        let x = Axis::new(first - margin, last + margin);
        let mut top = HEADING;
        for (i, layout) in layouts.iter().enumerate() {
            layout.legend.draw(&mut picture, (left, top - 6.0), width);
            top += layout.legend.height(width);
            let frame = Frame { corner: (left, top), size: (width, tall), x, y: layout.axis.unwrap_or(Axis::UNIT) };
            let lowest = i + 1 == layouts.len();
            layout.draw(&mut picture, &frame, &ticks::linear(first, last, frame.most_x(), 1.0), best, lowest);
            frame.name_y(&mut picture, &layout.panel.title, EDGE + LABEL / 2.0);
            if lowest {
                frame.name_x(&mut picture, &self.across, BELOW + LABEL);
            }
            top += tall + BETWEEN;
        }
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

    fn check(&self) -> Result<(), PlotError> {
        if self.panels.is_empty() {
            return Err(PlotError::empty(&self.title, "it has no panels"));
        }
        match self.panels.iter().find(|panel| panel.series.is_empty()) {
            Some(panel) => {
                Err(PlotError::empty(&self.title, format!("panel `{}` has no values", quoted(&panel.title))))
            }
            None => Ok(()),
        }
    }

    /// The first epoch and the last.
    fn span(&self) -> (f64, f64) {
        let points = self.panels.iter().flat_map(|panel| &panel.series).flat_map(|series| &series.points);
        points.fold((f64::INFINITY, 0.0), |(first, last), &(x, _)| (x.min(first), x.max(last)))
    }
}

impl<'a> Layout<'a> {
    fn new(panel: &'a Panel, height: f64, palette: &mut Palette) -> Self {
        let values = panel.series.iter().flat_map(|series| &series.points).map(|&(_, value)| value);
        let axis = Axis::fit(values, panel.scale);
        let ticks = axis.map_or(Vec::new(), |axis| axis.ticks((height / 30.0) as usize));
        let names: Vec<&str> = panel.series.iter().map(|series| &series.name[..]).collect();
        let colors = palette.colors(&names);
        let mut legend = Legend::default();
        for (series, &color) in panel.series.iter().zip(&colors) {
            // One series that is called as the panel needs no explanation.
            if panel.series.len() > 1 || series.name != panel.title {
                legend.add(&series.name, color, Sample::Line);
            }
        }
        Self { panel, axis, ticks, legend, colors }
    }

    fn draw(&self, picture: &mut Picture, frame: &Frame, x_ticks: &[Tick], best: Option<usize>, labelled: bool) {
        frame.axes(picture, x_ticks, &self.ticks, labelled);
        for (series, &color) in self.panel.series.iter().zip(&self.colors) {
            frame.curve(picture, &series.points, color);
        }
        if let Some(x) = best.and_then(|best| frame.across(best as f64)) {
            picture.dashes((x, frame.corner.1), (x, frame.bottom()), 1.0, GREY);
        }
        if self.axis.is_none() {
            frame.remark(picture, "no finite values");
        }
    }
}
