//! A picture as a list of shapes, before it becomes a file.

use std::io::{self, Write};
use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::PlotError;
use super::color::{Color, WHITE};
use super::lettering::{Align, Lettering};
use super::{png, svg};
use crate::files;

/// The largest area of a picture, in square points: what is drawn for a PNG takes 48 bytes a point.
pub(super) const LARGEST: f64 = 4e6;

/// Right and down from the upper left corner, in points.
pub(super) type Point = (f64, f64);

/// A picture that is drawn, to be written as SVG or PNG.
///
/// Sizes are in points, of which a browser shows 96 to the inch. A PNG has two pixels to the point in each direction.
#[derive(Clone, Debug)]
pub struct Picture {
    width: f64,
    height: f64,
    shapes: Vec<Shape>,
}

/// What a picture is made of.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A filled rectangle.
    Rect { corner: Point, size: Point, color: Color },
    /// A line through points.
    Line { points: Vec<Point>, width: f64, color: Color },
    /// A filled circle.
    Dot { center: Point, radius: f64, color: Color },
    /// A text beside its place.
    Text { place: Point, text: String, lettering: Lettering },
}

impl Picture {
    /// A white one.
    pub(super) fn new(title: &str, width: f64, height: f64) -> Result<Self, PlotError> {
        let (width, height) = (width.ceil(), height.ceil());
        if width * height > LARGEST {
            return Err(PlotError::TooLarge { title: title.into(), width: width as u64, height: height as u64 });
        }
        let mut picture = Self { width, height, shapes: Vec::new() };
        picture.rect((0.0, 0.0), (width, height), WHITE);
        Ok(picture)
    }

    /// The width in points.
    pub const fn width(&self) -> u32 {
        self.width as u32
    }

    /// The height in points.
    pub const fn height(&self) -> u32 {
        self.height as u32
    }

    /// The picture as an SVG document. Its text is in whatever sans-serif font the reader has.
    pub fn to_svg(&self) -> String {
        svg::document(self)
    }

    /// The picture as a PNG file, two pixels to the point.
    pub fn to_png(&self) -> Vec<u8> {
        png::file(self)
    }

    /// Writes the picture as SVG or PNG, whichever the file's name ends in.
    ///
    /// It goes to a temporary name in the same folder first, so that the file is never there by half.
    ///
    /// # Errors
    ///
    /// If the ending is another one, or the file cannot be written; what was there before is still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        let bytes = match ending.as_deref() {
            Some("svg") => self.to_svg().into_bytes(),
            Some("png") => self.to_png(),
            _ => return Err(PlotError::Ending { path: path.into() }),
        };
        write(path, &bytes).map_err(|source| PlotError::Write { path: path.into(), source })
    }

    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    pub(super) fn rect(&mut self, corner: Point, size: Point, color: Color) {
        self.shapes.push(Shape::Rect { corner, size, color });
    }

    /// The outline of a rectangle; half its width lies outside.
    pub(super) fn frame(&mut self, (x, y): Point, (width, height): Point, line: f64, color: Color) {
        let (right, bottom, half) = (x + width, y + height, line / 2.0);
        self.line(vec![(x - half, y), (right + half, y)], line, color);
        self.line(vec![(x - half, bottom), (right + half, bottom)], line, color);
        self.line(vec![(x, y), (x, bottom)], line, color);
        self.line(vec![(right, y), (right, bottom)], line, color);
    }

    pub(super) fn line(&mut self, points: Vec<Point>, width: f64, color: Color) {
        self.shapes.push(Shape::Line { points, width, color });
    }

    /// A dashed line, to the right or down.
    pub(super) fn dashes(&mut self, from: Point, to: Point, width: f64, color: Color) {
        let along = [to.0 - from.0, to.1 - from.1];
        let length = libm::hypot(along[0], along[1]);
        let at = |distance: f64| (from.0 + along[0] * distance / length, from.1 + along[1] * distance / length);
        let mut begin = 0.0;
        while begin < length {
            self.line(vec![at(begin), at((begin + 4.0).min(length))], width, color);
            begin += 7.0;
        }
    }

    pub(super) fn dot(&mut self, center: Point, radius: f64, color: Color) {
        self.shapes.push(Shape::Dot { center, radius, color });
    }

    pub(super) fn text(&mut self, place: Point, text: &str, size: f64, align: Align, color: Color) {
        self.letters(place, text, Lettering { size, color, align, upright: false });
    }

    /// A text that is read from the bottom to the top.
    pub(super) fn upright(&mut self, place: Point, text: &str, size: f64, align: Align, color: Color) {
        self.letters(place, text, Lettering { size, color, align, upright: true });
    }

    fn letters(&mut self, place: Point, text: &str, lettering: Lettering) {
        // Neither has a shape, and XML has no word for them.
        let text = text.replace(|letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}'), " ");
        self.shapes.push(Shape::Text { place, text, lettering });
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    files::replace(path, |mut file| file.write_all(bytes))
}
