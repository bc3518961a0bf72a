//! What the colours mean, in rows above the data, where it covers none of it.

use std::string::String;
use std::vec::Vec;

use super::color::{Color, INK};
use super::frame::SMALL;
use super::lettering::{self, Align};
use super::picture::{Picture, Point};

/// The height of a row.
const ROW: f64 = 16.0;
const SAMPLE: f64 = 18.0;
const GAP: f64 = 6.0;
const BETWEEN: f64 = 16.0;

/// Samples of lines with names.
#[derive(Debug, Default)]
pub(super) struct Legend {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    color: Color,
    sample: Sample,
}

/// What stands before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Line,
    Dashes,
    Dot,
}

impl Legend {
    pub(super) fn add(&mut self, name: &str, color: Color, sample: Sample) {
        self.entries.push(Entry { name: name.into(), color, sample });
    }

    /// The height it takes if it is so wide.
    pub(super) fn height(&self, width: f64) -> f64 {
        self.places(width).last().map_or(0.0, |place| place.1 + ROW)
    }

    /// Draws it from its upper left corner.
    pub(super) fn draw(&self, picture: &mut Picture, corner: Point, width: f64) {
        for (entry, place) in self.entries.iter().zip(self.places(width)) {
            let (x, y) = (corner.0 + place.0, corner.1 + place.1 + ROW / 2.0);
            let (from, to) = ((x, y), (x + SAMPLE, y));
            match entry.sample {
                Sample::Line => picture.line(vec![from, to], 2.0, entry.color),
                Sample::Dashes => picture.dashes(from, to, 1.0, entry.color),
                Sample::Dot => picture.dot((x + SAMPLE / 2.0, y), 3.0, entry.color),
            }
            let name = lettering::fit(&entry.name, SMALL, width - SAMPLE - GAP);
            picture.text((to.0 + GAP, y), &name, SMALL, Align::Left, INK);
        }
    }

    /// Where each entry begins, seen from the corner.
    fn places(&self, width: f64) -> Vec<Point> {
        let (mut x, mut y) = (0.0, 0.0);
        let places = self.entries.iter().map(|entry| {
            let needed = SAMPLE + GAP + lettering::width(&entry.name, SMALL);
            if x > 0.0 && x + needed > width {
                (x, y) = (0.0, y + ROW);
            }
            let place = (x, y);
            x += needed + BETWEEN;
            place
        });
        places.collect()
    }
}
