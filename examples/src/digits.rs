//! The handwritten digits, `data/digits.csv.gz`: 1,797 pictures of 8×8 pixels.

use std::path::Path;

use nn_runtime::Class;
use nn_runtime::nalgebra::SVector;

use crate::csv::{self, DataError};

/// The pixels of a picture.
pub const PIXELS: usize = 64;
/// The shades of a pixel in a file: 0 to 16.
const WHITE: f32 = 16.0;
/// What pixels are drawn with, from dark to bright.
const SHADES: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

/// A picture and the digit that was written.
#[derive(Clone, Debug)]
pub struct Digit {
    /// Brightness from 0 to 1, row by row.
    pub pixels: SVector<f32, PIXELS>,
    /// The digit.
    pub class: Class<10>,
}

impl Digit {
    /// The picture as eight lines of text, two characters a pixel.
    pub fn picture(&self) -> Vec<String> {
        let line = |pixels: &[f32]| pixels.iter().flat_map(|&pixel| [shade(pixel); 2]).collect();
        self.pixels.as_slice().chunks(8).map(line).collect()
    }
}

fn shade(brightness: f32) -> char {
    let last = SHADES.len() - 1;
    SHADES[((brightness * last as f32).round() as usize).min(last)]
}

/// The digits that come with the examples.
///
/// # Errors
///
/// If the file is missing or damaged.
pub fn read() -> Result<Vec<Digit>, DataError> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv.gz"));
    csv::read(path, PIXELS + 1, |row| {
        let mut pixels = SVector::<f32, PIXELS>::zeros();
        for (column, pixel) in pixels.iter_mut().enumerate() {
            *pixel = row.number(column)? / WHITE;
        }
        Ok(Digit { pixels, class: row.class(PIXELS)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_there() {
        let digits = read().unwrap();
        assert_eq!(digits.len(), 1797);
        let count = |class| digits.iter().filter(|digit| digit.class.index() == class).count();
        assert_eq!([0, 1, 8, 9].map(count), [178, 182, 174, 180]);
        assert!(digits.iter().all(|digit| digit.pixels.min() == 0.0 && digit.pixels.max() > 0.8));
        assert!(digits.iter().all(|digit| digit.pixels.max() <= 1.0));
    }

    #[test]
    fn a_picture_has_a_shade_for_each_brightness() {
        let mut pixels = SVector::zeros();
        pixels[0] = 1.0;
        pixels[1] = 0.5;
        pixels[63] = 0.1;
        let picture = Digit { pixels, class: Class::default() }.picture();
        assert_eq!((picture.len(), picture[0].as_str()), (8, "@@++            "));
        assert_eq!(picture[7], "              ..");
    }
}
