//! What a network looks at: its answer with parts of the image covered.

use std::error::Error;

/// How much the score of an image falls where a square of it is covered, pixel by pixel: the mean over all squares that cover the
/// pixel (M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014, section 4.2).
///
/// `image` is of rows of `side` pixels, a square is of `window` × `window` of them and moves by one; it is covered with `fill`. `score` says of
/// many images how high each scores.
///
/// # Errors
///
/// Those of `score`.
///
/// # Panics
///
/// If the image is no square of `side` × `side`, or the window is of no pixels or larger.
pub fn occlusion<const P: usize>(
    image: &[f32; P],
    side: usize,
    window: usize,
    fill: f32,
    score: impl Fn(&[[f32; P]]) -> Result<Vec<f64>, Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    assert!(side * side == P && (1..=side).contains(&window), "a window of {window} in {P} pixels");
    let places = side - window + 1;
    let squares: Vec<_> = (0..places * places).map(|i| (i / places, i % places)).collect();
    let within = |at: usize, (row, column): (usize, usize)| {
        (row..row + window).contains(&(at / side)) && (column..column + window).contains(&(at % side))
    };
    let covered =
        squares.iter().map(|&square| std::array::from_fn(|at| if within(at, square) { fill } else { image[at] }));
    let scores = score(&std::iter::once(*image).chain(covered).collect::<Vec<_>>())?;
    let (whole, scores) = (scores[0], &scores[1..]);
    let fall = |at: usize| {
        let falls =
            squares.iter().zip(scores).filter(|&(&square, _)| within(at, square)).map(|(_, score)| whole - score);
        let (sum, count) = falls.fold((0.0, 0.0), |(sum, count), fall| (sum + fall, count + 1.0));
        sum / count
    };
    Ok((0..P).map(fall).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_found() {
        let mut image = [0.0; 36];
        (image[14], image[35]) = (1.0, 1.0); // row 2, column 2, and the last corner, which does not count
        let score = |images: &[[f32; 36]]| Ok(images.iter().map(|image| f64::from(image[14])).collect());
        let falls = occlusion(&image, 6, 3, 0.0, score).unwrap();
        assert_eq!(falls[14], 1.0, "all nine squares that cover it");
        assert_eq!(falls[35], 0.0);
        // Of the two squares below each other in the first column whose rows are 1 to 3 and 2 to 4, both cover column 2.
        assert_eq!((falls[0], falls[20], falls[28]), (1.0, 6.0 / 9.0, 1.0 / 4.0));
    }
}
