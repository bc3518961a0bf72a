//! What a network sees, and what it says to that.

use std::path::Path;
use std::string::String;
use std::vec::Vec;

use super::PlotError;
use super::color::{BLUE, Color, GREY, INK, VERMILLION, WHITE};
use super::frame::{EDGE, HEADING, SMALL};
use super::lettering::{self, Align};
use super::picture::{Picture, Point};
use crate::scalar::Scalar;

/// The side of an image that is aimed at, in points.
const SIDE: f64 = 72.0;
const BETWEEN: f64 = 12.0;
const CAPTION: f64 = 16.0;
/// A pixel without a number.
const MISSING: Color = Color(240, 200, 160);

/// Grey images in rows, each with a caption; those marked as wrong have a frame of another colour.
///
/// Values from the smallest of all images to the largest are drawn from white to black, as ink on paper, unless
/// [`range`](Self::range) and [`light_on_dark`](Self::light_on_dark) say otherwise.
///
/// ```
/// use nn_runtime::plot::{Gallery, Image, PlotError};
///
/// let cross = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
/// let picture = Gallery::new("shapes")
///     .image(Image::new(3, 3, &cross).caption("a cross").right())
///     .image(Image::new(3, 3, &[0.5; 9]).caption("a cross, not a square").wrong())
///     .draw()?;
/// assert!(picture.to_svg().contains("a cross"));
/// # Ok::<(), PlotError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Gallery {
    title: String,
    images: Vec<Image>,
    columns: Option<usize>,
    range: Option<(f64, f64)>,
    light_on_dark: bool,
}

/// One of the images of a [`Gallery`].
#[derive(Clone, Debug)]
pub struct Image {
    width: usize,
    height: usize,
    /// A row of pixels after the other.
    values: Vec<f64>,
    caption: String,
    mark: Mark,
    signed: bool,
    /// Left, top, right and bottom of each outline, in pixels.
    outlines: Vec<[f64; 4]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    Right,
    Wrong,
}

impl Mark {
    /// The width and the colour of the frame.
    const fn frame(self) -> (f64, Color) {
        match self {
            Self::None => (0.75, GREY),
            Self::Right => (1.0, BLUE),
            Self::Wrong => (2.5, VERMILLION),
        }
    }

    const fn ink(self) -> Color {
        match self {
            Self::None => INK,
            Self::Right => BLUE,
            Self::Wrong => VERMILLION,
        }
    }
}

impl Image {
    /// An image of `width` × `height` values, a row after the other.
    pub fn new<T: Scalar>(width: usize, height: usize, values: &[T]) -> Self {
        let values = values.iter().map(|value| value.to_f64()).collect();
        Self { width, height, values, caption: String::new(), mark: Mark::None, signed: false, outlines: Vec::new() }
    }

    /// What stands below the image.
    #[must_use]
    pub fn caption(self, caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), ..self }
    }

    /// Marks the image as one that the network got right.
    #[must_use]
    pub fn right(self) -> Self {
        Self { mark: Mark::Right, ..self }
    }

    /// Marks the image as one that the network got wrong.
    #[must_use]
    pub fn wrong(self) -> Self {
        Self { mark: Mark::Wrong, ..self }
    }

    /// Draws the numbers above 0 in blue and those below in orange, the paler the nearer to 0, up to the largest of this image: for weights,
    /// and for what speaks for a decision and against it. They have no part in the range of the others.
    #[must_use]
    pub fn signed(self) -> Self {
        Self { signed: true, ..self }
    }

    /// Outlines a part of the image: left, top, right and bottom, in pixels from the left upper corner. The first outline is blue, the others
    /// are orange: what is true, and what was found. What lies outside of the image is left out.
    #[must_use]
    pub fn outline(mut self, edges: [f64; 4]) -> Self {
        self.outlines.push(edges);
        self
    }

    /// The colour of each value of a [`signed`](Self::signed) image.
    fn signs(&self) -> impl Fn(f64) -> Color {
        let finite = self.values.iter().map(|value| value.abs()).filter(|value| value.is_finite());
        let largest = finite.fold(0.0, f64::max);
        move |value| match value / largest {
            _ if value.is_nan() => MISSING,
            _ if value == 0.0 => WHITE, // the largest may be 0 too
            share if share < 0.0 => WHITE.mix(VERMILLION, -share.max(-1.0)),
            share => WHITE.mix(BLUE, share.min(1.0)),
        }
    }

    /// The points that a pixel takes in each direction: a whole number, so that all are equally large.
    fn pixel(&self) -> f64 {
        (SIDE / self.width.max(self.height) as f64).floor().max(1.0)
    }

    fn size(&self) -> Point {
        (self.width as f64 * self.pixel(), self.height as f64 * self.pixel())
    }

    fn draw(&self, picture: &mut Picture, (left, top): Point, color: impl Fn(f64) -> Color) {
        let pixel = self.pixel();
        for (row, values) in self.values.chunks(self.width).enumerate() {
            let colors: Vec<Color> = values.iter().map(|&value| color(value)).collect();
            let mut column = 0;
            for run in colors.chunk_by(|a, b| a == b) {
                let corner = (left + column as f64 * pixel, top + row as f64 * pixel);
                column += run.len();
                // A little too large, so that no line shows between pixels; the next ones cover it.
                let over = |last: bool| if last { 0.0 } else { 0.5 };
                let (right, bottom) = (over(column == self.width), over(row + 1 == self.height));
                picture.rect(corner, (run.len() as f64 * pixel + right, pixel + bottom), run[0]);
            }
        }
        for (i, &edges) in self.outlines.iter().enumerate() {
            let place = |edge: f64, most: usize| edge.clamp(0.0, most as f64) * pixel;
            let [x0, y0, x1, y1] = edges;
            let (x, y) = (place(x0, self.width), place(y0, self.height));
            let size = ((place(x1, self.width) - x).max(0.0), (place(y1, self.height) - y).max(0.0));
            if edges.iter().all(|edge| !edge.is_nan()) {
                picture.frame((left + x, top + y), size, 1.5, if i == 0 { BLUE } else { VERMILLION });
            }
        }
        let (line, color) = self.mark.frame();
        // Outside of the image, so that it covers no pixel.
        let (out, size) = (line / 2.0, self.size());
        picture.frame((left - out, top - out), (size.0 + line, size.1 + line), line, color);
    }
}

impl Gallery {
    /// A picture without images.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), images: Vec::new(), columns: None, range: None, light_on_dark: false }
    }

    /// Adds an image behind the others.
    #[must_use]
    pub fn image(mut self, image: Image) -> Self {
        self.images.push(image);
        self
    }

    /// How many images stand beside one another, up to 8 unless said; 0 is taken for 1.
    #[must_use]
    pub fn columns(self, columns: usize) -> Self {
        Self { columns: Some(columns.max(1)), ..self }
    }

    /// The values that are drawn as white and as black; what lies beyond is as white and as black.
    #[must_use]
    pub fn range(self, white: f64, black: f64) -> Self {
        Self { range: Some((white, black)), ..self }
    }

    /// Draws large values light and small ones dark, as on a screen.
    #[must_use]
    pub fn light_on_dark(self) -> Self {
        Self { light_on_dark: true, ..self }
    }

    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// If there is no image, or one whose values are not as many as its pixels; if there are so many images that the picture
    /// would be too large.
    pub fn draw(&self) -> Result<Picture, PlotError> {
        self.check()?;
        let columns = self.columns.unwrap_or(8).min(self.images.len());
        let rows = self.images.len().div_ceil(columns);
        let (wide, tall) = self
            .images
            .iter()
            .map(Image::size)
            .fold((SIDE, 0.0), |most: Point, size| (most.0.max(size.0), most.1.max(size.1)));
        let step = (wide + BETWEEN, tall + CAPTION + BETWEEN);
        let top = HEADING;
        let width = (2.0 * EDGE - BETWEEN + columns as f64 * step.0).max(200.0);
        let mut picture = Picture::new(&self.title, width, top + rows as f64 * step.1)?;
        picture.heading(EDGE, &self.title, width - 2.0 * EDGE);

        let grey = self.greys();
        for (i, image) in self.images.iter().enumerate() {
            let (x, y) = (EDGE + (i % columns) as f64 * step.0, top + (i / columns) as f64 * step.1);
            let size = image.size();
            let corner = (x + ((wide - size.0) / 2.0).floor(), y + tall - size.1);
            if image.signed {
                image.draw(&mut picture, corner, image.signs());
            } else {
                image.draw(&mut picture, corner, &grey);
            }
            let caption = lettering::fit(&image.caption, SMALL, wide);
            let place = (x + wide / 2.0, y + tall + CAPTION * 0.65);
            picture.text(place, &caption, SMALL, Align::Center, image.mark.ink());
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
        if self.images.is_empty() {
            return Err(PlotError::empty(&self.title, "it has no images"));
        }
        for (image, &Image { width, height, ref values, .. }) in self.images.iter().enumerate() {
            if values.is_empty() || width.checked_mul(height) != Some(values.len()) {
                let (title, values) = (self.title.clone(), values.len());
                return Err(PlotError::Image { title, image, width, height, values });
            }
        }
        Ok(())
    }

    /// The colour of each value.
    fn greys(&self) -> impl Fn(f64) -> Color {
        let (white, black) = self.range.unwrap_or_else(|| self.extent());
        let (white, black) = if self.light_on_dark { (black, white) } else { (white, black) };
        move |value| {
            // Halved, since the difference of what is finite need not be.
            let ink = (value / 2.0 - white / 2.0) / (black / 2.0 - white / 2.0);
            match (value.is_nan(), ink.is_nan()) {
                (true, _) => MISSING,
                (false, true) => Color::grey(0.5),
                (false, false) => Color::grey(1.0 - ink.clamp(0.0, 1.0)),
            }
        }
    }

    /// The smallest and the largest finite value.
    fn extent(&self) -> (f64, f64) {
        let values = self
            .images
            .iter()
            .filter(|image| !image.signed)
            .flat_map(|image| &image.values)
            .filter(|value| value.is_finite());
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
    }
}
