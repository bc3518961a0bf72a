//! Turning images.

use core::f64::consts::PI;

use super::error::AugmentError;
use super::images::Transform;
use super::pixels::{Pixels, Size};
use crate::scalar::Scalar;
use crate::setting::Range;
use crate::step::Key;

/// Turns an image counter-clockwise around its middle, by an angle drawn evenly from −a to a degrees.
///
/// A pixel i rows below and j columns right of the middle becomes x(i cos α + j sin α, j cos α − i sin α), where x between four pixels
/// is their bilinear mean, and the fill, 0 unless said, outside. Turns by 90° and 180° that fit are exact. This is torchvision's
/// `RandomRotation(a, interpolation=BILINEAR, fill=…)`, but for the rim, where the image is mixed with the fill.
///
/// # Errors
///
/// If an angle or the fill is infinite or NaN, or `new` is given one below 0.
///
/// ```
/// use nn_runtime::data::augment::{Images, Rotate};
/// use nn_runtime::prelude::*;
///
/// let data = Dataset::new([[1.0_f32, 2.0, 3.0, 4.0]], [[0.0_f32]])?;
/// let quarter = Images::<1, 2, 2>::new().then(Rotate::between(90.0, 90.0));
/// let mut batches = data.batches::<1>().augmented(quarter, 1)?;
/// assert_eq!(batches.next().unwrap().inputs().as_slice(), [2.0, 4.0, 1.0, 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rotate {
    degrees: Angles,
    fill: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Angles {
    UpTo(f64),
    Between([f64; 2]),
}

impl Rotate {
    /// By up to `degrees` in each direction.
    pub const fn new(degrees: f64) -> Self {
        Self { degrees: Angles::UpTo(degrees), fill: 0.0 }
    }

    /// By an angle between these two; above 0 is counter-clockwise.
    pub const fn between(one: f64, other: f64) -> Self {
        Self { degrees: Angles::Between([one, other]), fill: 0.0 }
    }

    /// What lies around the image.
    #[must_use]
    pub const fn fill(self, fill: f64) -> Self {
        Self { fill, ..self }
    }
}

impl Transform for Rotate {
    fn check(&self, _: Size) -> Result<(), AugmentError> {
        match self.degrees {
            Angles::UpTo(degrees) => Range::NotNegative.check("Rotate", "degrees", degrees).map(drop)?,
            Angles::Between(degrees) => Range::Finite.check_all("Rotate", "between", degrees).map(drop)?,
        }
        Range::Finite.check("Rotate", "fill", self.fill)?;
        Ok(())
    }

    fn apply<T: Scalar>(&self, image: &mut Pixels<'_, T>, key: Key) {
        let [low, high] = match self.degrees {
            Angles::UpTo(degrees) => [-degrees, degrees],
            Angles::Between(degrees) => degrees,
        };
        let unit = key.unit(0);
        let (sin, cos) = sin_cos(low * (1.0 - unit) + high * unit);
        if (sin, cos) != (0.0, 1.0) {
            turn(image, sin, cos, T::from_f64(self.fill));
        }
    }
}

/// The sine and the cosine of an angle in degrees, exact at multiples of 90.
fn sin_cos(degrees: f64) -> (f64, f64) {
    let degrees = libm::remainder(degrees, 360.0); // exact, from −180 to 180
    let quarters = libm::rint(degrees / 90.0);
    let rest = (degrees - 90.0 * quarters) * (PI / 180.0);
    let (sin, cos) = (libm::sin(rest), libm::cos(rest));
    match quarters as i32 {
        0 => (sin, cos),
        1 => (cos, -sin),
        -1 => (-cos, sin),
        _ => (-sin, -cos),
    }
}

fn turn<T: Scalar>(image: &mut Pixels<'_, T>, sin: f64, cos: f64, fill: T) {
    let Size { height, width, .. } = image.size();
    let (from, to) = image.remake();
    let (middle_row, middle_column) = ((height - 1) as f64 / 2.0, (width - 1) as f64 / 2.0);
    for row in 0..height {
        let down = row as f64 - middle_row;
        for column in 0..width {
            let across = column as f64 - middle_column;
            let spot = Spot::new(middle_row + down * cos + across * sin, middle_column + across * cos - down * sin);
            for (from, to) in from.chunks_exact(height * width).zip(to.chunks_exact_mut(height * width)) {
                to[row * width + column] = spot.value(from, width, fill);
            }
        }
    }
}

/// A place between four pixels.
#[derive(Clone, Copy)]
struct Spot {
    /// Row and column of the upper left one.
    corner: [isize; 2],
    /// How far it is from there, down and across: from 0 to 1.
    beyond: [f64; 2],
}

impl Spot {
    fn new(row: f64, column: f64) -> Self {
        let corner = [libm::floor(row), libm::floor(column)];
        Self { corner: corner.map(|x| x as isize), beyond: [row - corner[0], column - corner[1]] }
    }

    /// The bilinear mean of the four pixels of a channel; those that it does not have are the fill.
    fn value<T: Scalar>(self, channel: &[T], width: usize, fill: T) -> T {
        let [row, column] = self.corner;
        let [down, across] = self.beyond.map(T::from_f64);
        let pixel = |row: isize, column: isize| {
            let within = row >= 0 && (0..width as isize).contains(&column);
            let place = within.then(|| row as usize * width + column as usize);
            place.and_then(|place| channel.get(place)).copied().unwrap_or(fill)
        };
        let mean = |row| pixel(row, column) * (T::ONE - across) + pixel(row, column + 1) * across;
        mean(row) * (T::ONE - down) + mean(row + 1) * down
    }
}
