//! Scenes: a digit somewhere in a larger picture, among scraps of other digits.

use std::error::Error;

use nn_runtime::Class;
use nn_runtime::data::Dataset;
use nn_runtime::initializers::Rng;
use rand::RngExt;

use crate::mnist::{self, Digits, PIXELS};

/// The pixels along a side of a scene.
pub const SIDE: usize = 48;
/// A scene, row by row.
pub type Scene = [f32; SIDE * SIDE];
/// Left, top, right and bottom, as shares of the scene.
pub type Bounds = [f32; 4];
/// Scenes with the digit that is in each, and the box of its ink.
pub type Scenes = Dataset<Scene, (Class<10>, Bounds)>;

/// The scraps in a scene.
const SCRAPS: usize = 8;
/// The pixels along a side of a scrap.
const SCRAP: usize = 8;
/// Pixels from here on are ink.
const INK: f32 = 0.3;

/// Puts each digit into a scene of its own.
///
/// # Errors
///
/// None that the digits of [`mnist::read`] lead to: what a data set refuses.
pub fn place(digits: &Digits, rng: &mut Rng) -> Result<Scenes, Box<dyn Error>> {
    let pictures = digits.inputs();
    let scene = |(pixels, &class): (&[f32; PIXELS], &Class<10>)| {
        let mut scene = [0.0; SIDE * SIDE];
        for _ in 0..SCRAPS {
            let other = &pictures[rng.random_range(0..pictures.len())];
            let mut corner = |side: usize, part: usize| [(); 2].map(|()| rng.random_range(0..=side - part));
            let (from, to) = (corner(mnist::SIDE, SCRAP), corner(SIDE, SCRAP));
            copy(other, from, &mut scene, to, SCRAP);
        }
        let at = [(); 2].map(|()| rng.random_range(0..=SIDE - mnist::SIDE));
        copy(pixels, [0, 0], &mut scene, at, mnist::SIDE);
        (scene, (class, ink(pixels, at)))
    };
    let (scenes, targets): (Vec<_>, Vec<_>) = digits.iter().map(scene).unzip();
    Ok(Dataset::new(scenes, targets)?)
}

/// Copies a square of a digit, from a column and a row on, into a scene; what is brighter stays.
fn copy(digit: &[f32; PIXELS], from: [usize; 2], scene: &mut Scene, to: [usize; 2], side: usize) {
    for row in 0..side {
        for column in 0..side {
            let pixel = digit[(from[1] + row) * mnist::SIDE + from[0] + column];
            let place = &mut scene[(to[1] + row) * SIDE + to[0] + column];
            *place = place.max(pixel);
        }
    }
}

/// The box of a digit's ink where it is put into a scene.
fn ink(pixels: &[f32; PIXELS], at: [usize; 2]) -> Bounds {
    let ink = || (0..PIXELS).filter(|&i| pixels[i] >= INK).map(|i| [i % mnist::SIDE, i / mnist::SIDE]);
    let edge = |axis: usize, edge: Option<usize>| (at[axis] + edge.unwrap_or_default()) as f32 / SIDE as f32;
    let low = |axis: usize| edge(axis, ink().map(|place| place[axis]).min());
    let high = |axis: usize| edge(axis, ink().map(|place| place[axis] + 1).max());
    [low(0), low(1), high(0), high(1)]
}

/// The intersection of two boxes over their union.
pub fn overlap(a: &Bounds, b: &Bounds) -> f64 {
    let side = |low: f32, high: f32| f64::from((high - low).max(0.0));
    let area = |bbox: &Bounds| side(bbox[0], bbox[2]) * side(bbox[1], bbox[3]);
    let both = area(&[a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    if both == 0.0 { 0.0 } else { both / (area(a) + area(b) - both) }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn boxes_overlap_as_their_areas_do() {
        let unit = [0.0, 0.0, 1.0, 1.0];
        assert_eq!(overlap(&unit, &unit), 1.0);
        assert_eq!(overlap(&unit, &[0.5, 0.0, 1.0, 1.0]), 0.5);
        assert_eq!(overlap(&unit, &[2.0, 0.0, 3.0, 1.0]), 0.0);
        assert_eq!(overlap(&unit, &[0.5, 0.5, 1.5, 1.5]), 0.25 / 1.75);
        assert_eq!(overlap(&unit, &[1.0, 1.0, 0.0, 0.0]), 0.0, "a box that is inside out has no area");
    }

    #[test]
    fn the_box_holds_the_ink_of_the_digit() {
        let digits = mnist::read().unwrap();
        let scenes = place(&digits, &mut Rng::seed_from_u64(3)).unwrap();
        assert_eq!(scenes.len(), digits.len());
        for (i, (scene, (_, bbox))) in scenes.iter().enumerate().step_by(500) {
            let within = bbox.map(|edge| (edge * SIDE as f32).round() as usize);
            let [left, top, right, bottom] = within;
            assert!(left < right && right <= SIDE && top < bottom && bottom <= SIDE, "{within:?}");
            let ink = digits.inputs()[i].iter().filter(|&&pixel| pixel >= INK).count();
            let found = (top..bottom).flat_map(|y| (left..right).map(move |x| y * SIDE + x));
            assert!(found.filter(|&at| scene[at] >= INK).count() >= ink);
        }
    }
}
