//! The handwritten digits, `data/digits.csv.gz`: 1,797 pictures of 8×8 pixels.

use std::error::Error;

use nn_runtime::Class;
use nn_runtime::data::{Columns, Dataset};

use crate::data_file;

/// The pixels along a side of a picture.
pub const SIDE: usize = 8;
/// The pixels of a picture.
pub const PIXELS: usize = SIDE * SIDE;
/// Pictures, each pixel with its brightness from 0 to 1, row by row, and the digits that were written.
pub type Digits = Dataset<[f32; PIXELS], Class<10>>;

/// The shades of a pixel in the file: 0 to 16.
const WHITE: f32 = 16.0;
/// What pixels are drawn with, from dark to bright.
const SHADES: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

/// The digits that come with the examples.
///
/// # Errors
///
/// If the file is missing or damaged.
pub fn read() -> Result<Digits, Box<dyn Error>> {
    let digits = Digits::from_csv(data_file("digits.csv.gz"), Columns::label_last())?;
    Ok(digits.map_inputs(|pixels| pixels.map(|pixel| pixel / WHITE))?)
}

/// A picture as eight lines of text, two characters a pixel.
pub fn picture(pixels: &[f32; PIXELS]) -> Vec<String> {
    let line = |pixels: &[f32]| pixels.iter().flat_map(|&pixel| [shade(pixel); 2]).collect();
    pixels.chunks(SIDE).map(line).collect()
}

/// Draws pictures side by side.
pub fn print<'a>(pictures: impl Iterator<Item = &'a [f32; PIXELS]>) {
    let pictures: Vec<_> = pictures.map(picture).collect();
    for line in 0..SIDE {
        let lines: Vec<_> = pictures.iter().map(|picture| picture[line].as_str()).collect();
        crate::println!("{}", lines.join("   "));
    }
}

fn shade(brightness: f32) -> char {
    let last = SHADES.len() - 1;
    SHADES[((brightness * last as f32).round() as usize).min(last)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_there() {
        let digits = read().unwrap();
        assert_eq!(digits.len(), 1797);
        assert_eq!([0, 1, 8, 9].map(|class| digits.class_counts()[class]), [178, 182, 174, 180]);
        for pixels in digits.inputs() {
            assert_eq!(pixels.iter().copied().fold(1.0, f32::min), 0.0);
            assert!((0.8..=1.0).contains(&pixels.iter().copied().fold(0.0, f32::max)));
        }
    }

    #[test]
    fn a_picture_has_a_shade_for_each_brightness() {
        let mut pixels = [0.0; PIXELS];
        pixels[0] = 1.0;
        pixels[1] = 0.5;
        pixels[63] = 0.1;
        let picture = picture(&pixels);
        assert_eq!((picture.len(), picture[0].as_str()), (8, "@@++            "));
        assert_eq!(picture[7], "              ..");
    }
}
