//! The digits of MNIST, `data/mnist_5k.csv.gz`: 5,000 pictures of 28×28 pixels.

use std::error::Error;

use nn_runtime::Class;
use nn_runtime::data::{Columns, Dataset};

use crate::data_file;

/// The pixels along a side of a picture.
pub const SIDE: usize = 28;
/// The pixels of a picture.
pub const PIXELS: usize = SIDE * SIDE;
/// Pictures, each pixel with its brightness from 0 to 1, row by row, and the digits that were written.
pub type Digits = Dataset<[f32; PIXELS], Class<10>>;

/// A white pixel in the file.
const WHITE: f32 = 255.0;

/// The digits that come with the examples.
///
/// # Errors
///
/// If the file is missing or damaged.
pub fn read() -> Result<Digits, Box<dyn Error>> {
    let digits = Digits::from_csv(data_file("mnist_5k.csv.gz"), Columns::label_last())?;
    Ok(digits.map_inputs(|pixels| pixels.map(|pixel| pixel / WHITE))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_are_there() {
        let digits = read().unwrap();
        assert_eq!(digits.class_counts(), [500; 10]);
        for pixels in digits.inputs() {
            assert_eq!(pixels.iter().copied().fold(1.0, f32::min), 0.0);
            assert!((0.5..=1.0).contains(&pixels.iter().copied().fold(0.0, f32::max)));
        }
    }
}
