//! Which classes are taken for which.

use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

use super::PlotError;
use super::color::{BLUE, Color, GREY, INK, WHITE};
use super::frame::{EDGE, HEADING, LABEL, SMALL, TITLE, room_of};
use super::lettering::{self, Align};
use super::picture::{Picture, Point};
use crate::metrics::ConfusionMatrix;

/// The side of a cell: what it may have at most, and needs at least.
const LARGE: f64 = 64.0;
const SMALLEST: f64 = 22.0;
/// The side of all cells together that is aimed at.
const SIDE: f64 = 400.0;
/// The room that the name of a class takes at most.
const NAME: f64 = 110.0;
/// The width of the scale of colours, and its distance from the cells.
const SCALE: f64 = 10.0;
/// The steps in which the scale of colours is drawn.
const STEPS: usize = 40;

/// A [`ConfusionMatrix`] as a picture: the counts, a row a true class, each cell as dark as its share of the row.
///
/// ```
/// use nn_runtime::Class;
/// use nn_runtime::metrics::ConfusionMatrix;
/// use nn_runtime::plot::Confusion;
///
/// let classes = |labels: [usize; 5]| labels.map(|label| Class::<2>::new(label).unwrap());
/// let confusion = ConfusionMatrix::new(&classes([0, 0, 1, 1, 1]), &classes([0, 1, 1, 1, 1]))?;
/// let picture = Confusion::new("test set", &confusion).classes(&["benign", "malignant"]).draw()?;
/// assert!(picture.to_svg().contains("malignant"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Confusion {
    title: String,
    /// A row a true class.
    rows: Vec<Vec<usize>>,
    names: Vec<String>,
}

/// Where the cells are.
struct Grid {
    corner: Point,
    cell: f64,
    classes: usize,
}

impl Confusion {
    /// A picture of a matrix; classes are called by their numbers.
    pub fn new<const C: usize>(title: impl Into<String>, matrix: &ConfusionMatrix<C>) -> Self {
        let rows = matrix.rows().map(|row| row.to_vec()).collect();
        Self { title: title.into(), rows, names: (0..C).map(|class| class.to_string()).collect() }
    }

    /// Names the classes, in their order.
    #[must_use]
    pub fn classes<S: AsRef<str>>(self, names: &[S]) -> Self {
        Self { names: names.iter().map(|name| name.as_ref().into()).collect(), ..self }
    }

    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// If there are more or fewer names than classes, or so many classes that the picture would be too large.
    pub fn draw(&self) -> Result<Picture, PlotError> {
        let classes = self.rows.len();
        if self.names.len() != classes {
            return Err(PlotError::Names { title: self.title.clone(), names: self.names.len(), classes });
        }
        let names: Vec<String> = self.names.iter().map(|name| lettering::fit(name, SMALL, NAME)).collect();
        let widest = room_of(&names);
        let cell = self.cell();
        let turned = widest + 6.0 > cell;

        let corner = (EDGE + LABEL + 10.0 + widest + 6.0, HEADING);
        let grid = Grid { corner, cell, classes };
        let below = if turned { widest + 12.0 } else { 20.0 };
        let scale = grid.right() + 16.0;
        let width = (scale + SCALE + 60.0 + EDGE).max(320.0);
        let mut picture = Picture::new(&self.title, width, grid.bottom() + below + LABEL + EDGE)?;
        let room = width - 2.0 * EDGE;
        // Above the cells if it fits there, else further left.
        let left = corner.0.min((width - EDGE - lettering::width(&self.title, TITLE)).max(EDGE));
        picture.heading(left, &self.title, room);

        self.cells(&mut picture, &grid);
        grid.names(&mut picture, &names, turned);
        let (middle, center) = (corner.0 + grid.side() / 2.0, corner.1 + grid.side() / 2.0);
        picture.upright((EDGE + LABEL / 2.0, center), "true", LABEL, Align::Center, INK);
        picture.text((middle, grid.bottom() + below + LABEL / 2.0), "predicted", LABEL, Align::Center, INK);
        draw_scale(&mut picture, (scale, corner.1), grid.side().min(160.0));
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

    /// The side of a cell that holds every count.
    fn cell(&self) -> f64 {
        let largest = self.rows.iter().flatten().max().map_or(0, |&count| count);
        let needed = lettering::width(&largest.to_string(), SMALL) + 6.0;
        (SIDE / self.rows.len() as f64).clamp(SMALLEST, LARGE).max(needed).ceil()
    }

    fn cells(&self, picture: &mut Picture, grid: &Grid) {
        for (truth, row) in self.rows.iter().enumerate() {
            let samples = row.iter().sum::<usize>().max(1) as f64;
            for (predicted, &count) in row.iter().enumerate() {
                let share = count as f64 / samples;
                let (corner, inside) = (grid.cell(truth, predicted), grid.cell - 1.0);
                picture.rect(corner, (inside, inside), shade(share));
                let center = (corner.0 + inside / 2.0, corner.1 + inside / 2.0);
                picture.text(center, &count.to_string(), SMALL, Align::Center, on_shade(count, share));
            }
        }
    }
}

impl Grid {
    fn side(&self) -> f64 {
        self.cell * self.classes as f64
    }

    fn right(&self) -> f64 {
        self.corner.0 + self.side()
    }

    fn bottom(&self) -> f64 {
        self.corner.1 + self.side()
    }

    /// The upper left corner of a cell.
    fn cell(&self, truth: usize, predicted: usize) -> Point {
        (self.corner.0 + predicted as f64 * self.cell, self.corner.1 + truth as f64 * self.cell)
    }

    /// The names of the classes, beside and below the cells, the latter upright where they are wider than a cell.
    fn names(&self, picture: &mut Picture, names: &[String], turned: bool) {
        for (class, name) in names.iter().enumerate() {
            let middle = (class as f64 + 0.5) * self.cell;
            picture.text((self.corner.0 - 6.0, self.corner.1 + middle), name, SMALL, Align::Right, INK);
            let x = self.corner.0 + middle;
            if turned {
                picture.upright((x, self.bottom() + 5.0), name, SMALL, Align::Right, INK);
            } else {
                picture.text((x, self.bottom() + 10.0), name, SMALL, Align::Center, INK);
            }
        }
    }
}

/// What the shades mean.
fn draw_scale(picture: &mut Picture, (x, top): Point, height: f64) {
    let step = height / STEPS as f64;
    for i in 0..STEPS {
        let share = 1.0 - (i as f64 + 0.5) / STEPS as f64;
        // A little too high, so that no line shows between the steps; the next one covers it.
        let tall = if i + 1 < STEPS { step + 0.5 } else { step };
        picture.rect((x, top + i as f64 * step), (SCALE, tall), shade(share));
    }
    picture.frame((x, top), (SCALE, height), 0.5, GREY);
    for (share, label) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        let y = top + (1.0 - share) * height;
        picture.line(vec![(x + SCALE, y), (x + SCALE + 3.0, y)], 0.75, INK);
        picture.text((x + SCALE + 6.0, y), label, SMALL, Align::Left, INK);
    }
    picture.upright((x + SCALE + 54.0, top + height / 2.0), "share of the row", SMALL, Align::Center, INK);
}

/// From a breath of blue to all of it.
fn shade(share: f64) -> Color {
    WHITE.mix(BLUE, 0.04 + 0.96 * share)
}

/// A colour that can be read on a shade; zeros stand back.
fn on_shade(count: usize, share: f64) -> Color {
    match count {
        0 => INK.mix(WHITE, 0.55),
        _ if share > 0.6 => WHITE,
        _ => INK,
    }
}
