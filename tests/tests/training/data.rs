//! Small things to learn.

use nn_runtime::prelude::*;

/// Exclusive or.
pub fn xor() -> Dataset<[f32; 2], [f32; 1]> {
    Dataset::new([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [[0.0], [1.0], [1.0], [0.0]]).unwrap()
}

/// A sine, from -3 to 3.
pub fn sine(samples: usize) -> Dataset<[f32; 1], [f32; 1]> {
    let x: Vec<_> = (0..samples).map(|i| [6.0 * i as f32 / samples as f32 - 3.0]).collect();
    let y: Vec<_> = x.iter().map(|x| [x[0].sin()]).collect();
    Dataset::new(x, y).unwrap()
}

/// Points of a square, and whether they lie within a circle.
pub fn circle() -> Dataset<[f32; 2], Class<2>> {
    let points: Vec<_> = (0..400).map(|i| [(i % 20) as f32 / 9.5 - 1.0, (i / 20) as f32 / 9.5 - 1.0]).collect();
    let within = |[x, y]: &[f32; 2]| Class::new(usize::from(x * x + y * y < 0.6)).unwrap();
    let sides: Vec<_> = points.iter().map(within).collect();
    Dataset::new(points, sides).unwrap()
}
