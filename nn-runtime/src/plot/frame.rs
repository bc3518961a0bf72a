//! A rectangle with two axes, and lines in it.

use std::string::String;
use std::vec::Vec;

use super::axis::Axis;
use super::color::{Color, GREY, GRID, INK};
use super::lettering::{self, Align};
use super::picture::{Picture, Point};
use super::ticks::Tick;

/// Font sizes, in points.
pub(super) const TITLE: f64 = 14.0;
pub(super) const LABEL: f64 = 11.0;
pub(super) const SMALL: f64 = 10.0;

/// The empty border of a picture.
pub(super) const EDGE: f64 = 14.0;
/// The height of the title with what is left free around it.
pub(super) const HEADING: f64 = EDGE + TITLE + EDGE;

/// The height of a tick's label below an axis.
pub(super) const BELOW: f64 = 20.0;

const LINE: f64 = 1.5;
const MARK: f64 = 4.0;

/// The rectangle between the axes.
pub(super) struct Frame {
    pub(super) corner: Point,
    pub(super) size: Point,
    pub(super) x: Axis,
    pub(super) y: Axis,
}

/// The room that labels of ticks take to the left of an axis.
pub(super) fn room(ticks: &[Tick]) -> f64 {
    ticks.iter().map(|tick| lettering::width(&tick.label, SMALL)).fold(0.0, f64::max) + MARK + 4.0
}

/// The width of the widest of some small texts.
pub(super) fn room_of(texts: &[String]) -> f64 {
    texts.iter().map(|text| lettering::width(text, SMALL)).fold(0.0, f64::max)
}

impl Picture {
    /// The title, from `x` on.
    pub(super) fn heading(&mut self, x: f64, title: &str, room: f64) {
        self.text((x, EDGE + TITLE / 2.0), &lettering::fit(title, TITLE, room), TITLE, Align::Left, INK);
    }
}

impl Frame {
    pub(super) const fn right(&self) -> f64 {
        self.corner.0 + self.size.0
    }

    pub(super) const fn bottom(&self) -> f64 {
        self.corner.1 + self.size.1
    }

    /// How many labels the horizontal axis has room for.
    pub(super) fn most_x(&self) -> usize {
        (self.size.0 / 64.0).max(2.0) as usize
    }

    /// The place of a value on the horizontal axis.
    pub(super) fn across(&self, x: f64) -> Option<f64> {
        Some(self.corner.0 + self.x.place(x)? * self.size.0)
    }

    /// The place of a value on the vertical axis.
    pub(super) fn up(&self, y: f64) -> Option<f64> {
        Some(self.bottom() - self.y.place(y)? * self.size.1)
    }

    /// The two axes, the marks on them and lines at those of the vertical one. Marks on the horizontal axis get their labels
    /// only if asked to: panels above one another share them.
    pub(super) fn axes(&self, picture: &mut Picture, x_ticks: &[Tick], y_ticks: &[Tick], labelled: bool) {
        let (left, bottom) = (self.corner.0, self.bottom());
        for tick in y_ticks {
            let Some(y) = self.up(tick.value) else { continue };
            if tick.label.is_empty() {
                picture.line(vec![(left - MARK / 2.0, y), (left, y)], 0.75, INK);
                continue;
            }
            picture.line(vec![(left, y), (self.right(), y)], 0.75, GRID);
            picture.line(vec![(left - MARK, y), (left, y)], 0.75, INK);
            picture.text((left - MARK - 3.0, y), &tick.label, SMALL, Align::Right, INK);
        }
        for tick in x_ticks {
            let Some(x) = self.across(tick.value) else { continue };
            let mark = if tick.label.is_empty() { MARK / 2.0 } else { MARK };
            picture.line(vec![(x, bottom), (x, bottom + mark)], 0.75, INK);
            if labelled {
                picture.text((x, bottom + BELOW * 0.6), &tick.label, SMALL, Align::Center, INK);
            }
        }
        picture.line(vec![(left, self.corner.1), (left, bottom)], 0.75, INK);
        picture.line(vec![(left, bottom), (self.right(), bottom)], 0.75, INK);
    }

    /// The name of the horizontal axis, `below` points under it.
    pub(super) fn name_x(&self, picture: &mut Picture, name: &str, below: f64) {
        let name = lettering::fit(name, LABEL, self.size.0);
        picture.text((self.corner.0 + self.size.0 / 2.0, self.bottom() + below), &name, LABEL, Align::Center, INK);
    }

    /// The name of the vertical axis, at `x`.
    pub(super) fn name_y(&self, picture: &mut Picture, name: &str, x: f64) {
        let name = lettering::fit(name, LABEL, self.size.1);
        picture.upright((x, self.corner.1 + self.size.1 / 2.0), &name, LABEL, Align::Center, INK);
    }

    /// A remark in the middle, where there is nothing else.
    pub(super) fn remark(&self, picture: &mut Picture, remark: &str) {
        let middle = (self.corner.0 + self.size.0 / 2.0, self.corner.1 + self.size.1 / 2.0);
        picture.text(middle, remark, LABEL, Align::Center, GREY);
    }

    /// A dot at each of the values.
    pub(super) fn marks(&self, picture: &mut Picture, values: &[Point], color: Color) {
        for place in values.iter().filter_map(|&(x, y)| self.across(x).zip(self.up(y))) {
            picture.dot(place, 3.0, color);
        }
    }

    /// A line through values, broken where one has no place; one that is alone between two breaks is a dot.
    pub(super) fn curve(&self, picture: &mut Picture, values: &[Point], color: Color) {
        let places: Vec<Option<Point>> = values.iter().map(|&(x, y)| self.across(x).zip(self.up(y))).collect();
        for run in places.split(Option::is_none) {
            let points: Vec<Point> = run.iter().copied().flatten().collect();
            match points[..] {
                [] => {}
                [point] => picture.dot(point, 2.0, color),
                _ => picture.line(thin(&points), LINE, color),
            }
        }
    }
}

/// A line that looks the same with no more than four points to each half point of its width: where it comes in, goes out and
/// turns between.
fn thin(points: &[Point]) -> Vec<Point> {
    let column = |point: &Point| (point.0 * 2.0).floor();
    let mut kept = Vec::new();
    for group in points.chunk_by(|a, b| column(a) == column(b)) {
        let by_height = |&a: &usize, &b: &usize| group[a].1.total_cmp(&group[b].1);
        let lowest = (0..group.len()).min_by(by_height).unwrap_or(0);
        let highest = (0..group.len()).max_by(by_height).unwrap_or(0);
        let mut turns = [0, lowest, highest, group.len() - 1];
        turns.sort_unstable();
        kept.extend(
            turns.iter().enumerate().filter(|&(i, turn)| i == 0 || turns[i - 1] != *turn).map(|(_, &i)| group[i]),
        );
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_ends_and_extremes() {
        let noisy: Vec<Point> = (0..100_000).map(|i| (f64::from(i) / 1000.0, f64::from(i * 7919 % 1009))).collect();
        let thinned = thin(&noisy);
        assert!(thinned.len() <= 200 * 4, "{}", thinned.len());
        assert_eq!((thinned[0], thinned.last()), (noisy[0], noisy.last()));
        let extent = |points: &[Point]| points.iter().fold((0.0, 1e9), |(high, low), p| (p.1.max(high), p.1.min(low)));
        assert_eq!(extent(&thinned), extent(&noisy));
        let sparse = [(0.0, 1.0), (0.1, 0.0), (3.0, 2.0)];
        assert_eq!(thin(&sparse), sparse);
    }
}
