//! Pictures of cells, drawn from a model that is written down here. They look like cells under a microscope, but are none: what is learned
//! from them says nothing of patients.
//!
//! A cell is a pale body around a stained nucleus, whose stain lies in clumps. Every measure of it is drawn from a normal distribution,
//! and those of atypical cells from another than those of typical ones, after the criteria by which cytology tells them apart: nuclei are
//! larger, darker, of rougher outline, and their stain lies in fewer and coarser clumps ([`TYPICAL`], [`ATYPICAL`]). Since the
//! distributions overlap, nobody could tell all cells apart.
//!
//! Light of 1 falls through stain of density d as e^(−d) (Beer and Lambert); lamps differ, and the camera adds noise. Half of the pictures show
//! a piece of a neighbour's nucleus at the rim, which is typical and tells nothing.

use std::f32::consts::TAU;

use nn_runtime::Class;
use nn_runtime::data::{DataError, Dataset};
use nn_runtime::prelude::{Rng, SeedableRng};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// The pixels along a side of a picture.
pub const SIDE: usize = 32;
/// The pixels of a picture.
pub const PIXELS: usize = SIDE * SIDE;
/// The share of atypical cells.
pub const PREVALENCE: f64 = 0.2;
/// The class of atypical cells, which are to be found.
pub const ATYPICAL_CLASS: usize = 1;

/// A picture: the light of each pixel, row by row.
pub type Picture = [f32; PIXELS];
/// Pictures, and whether the cell is atypical (class 1).
pub type Cells = Dataset<Picture, Class<2>>;

/// A mean and a standard deviation.
type Normal = (f32, f32);

/// How the cells of a kind differ from one another.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The mean radius of the nucleus, in pixels.
    radius: Normal,
    /// How long it is for its width.
    length: Normal,
    /// The waves of its outline, as shares of the radius.
    roughness: Normal,
    /// The density of its stain.
    density: Normal,
    /// The radius of the clumps in which the stain lies, in pixels.
    clump: Normal,
}

/// The cells that are as they should be.
pub const TYPICAL: Kind = Kind {
    radius: (5.6, 0.7),
    length: (1.15, 0.1),
    roughness: (0.03, 0.015),
    density: (0.75, 0.12),
    clump: (0.8, 0.15),
};
/// Those to be found.
pub const ATYPICAL: Kind = Kind {
    radius: (7.2, 0.9),
    length: (1.25, 0.15),
    roughness: (0.07, 0.025),
    density: (0.9, 0.15),
    clump: (1.3, 0.25),
};

/// The mean radius of the body of a cell, and of it the standard deviation.
const BODY: Normal = (12.5, 1.0);
/// The density of its stain.
const BODY_DENSITY: Normal = (0.18, 0.03);
/// How much darker a clump is in its middle than what surrounds it.
const CLUMP_DENSITY: f32 = 0.7;
/// The share of the nucleus that clumps cover.
const CLUMPED: f32 = 0.5;
/// How bright lamps are.
const LAMP: Normal = (1.0, 0.05);
/// The standard deviation of the noise of the camera.
const NOISE: f32 = 0.03;
/// The waves of an outline: 2 to 6 around it.
const WAVES: std::ops::RangeInclusive<usize> = 2..=6;

/// A cell: its picture, and what is known since it was drawn.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What the microscope shows.
    pub picture: Picture,
    /// 1 where it is atypical.
    pub class: Class<2>,
    /// Which pixels show its nucleus.
    pub nucleus: [bool; PIXELS],
}

/// Draws as many cells from a seed.
pub fn draw(count: usize, seed: u64) -> Vec<Cell> {
    let mut rng = Rng::seed_from_u64(seed);
    (0..count).map(|_| cell(&mut rng)).collect()
}

/// Their pictures and classes.
///
/// # Errors
///
/// Never: no pixel is infinite or NaN.
pub fn dataset(cells: &[Cell]) -> Result<Cells, DataError> {
    let cells = Dataset::from_pairs(cells.iter().map(|cell| (cell.picture, cell.class)))?;
    cells.with_class_names(["typical", "atypical"])
}

fn cell(rng: &mut Rng) -> Cell {
    let atypical = rng.random_bool(PREVALENCE);
    let kind = if atypical { ATYPICAL } else { TYPICAL };
    let middle = std::array::from_fn(|_| SIDE as f32 / 2.0 + rng.random_range(-2.0..2.0));
    let nucleus = Nucleus::new(&kind, middle, rng);
    let body = Outline::new(middle, normal(rng, BODY), 1.0, 0.03, rng);
    let body_density = normal(rng, BODY_DENSITY);
    let neighbour = rng.random_bool(0.5).then(|| {
        let (angle, distance) = (rng.random_range(0.0..TAU), rng.random_range(17.0..20.0));
        Nucleus::new(&TYPICAL, [middle[0] + distance * angle.sin(), middle[1] + distance * angle.cos()], rng)
    });

    let lamp = normal(rng, LAMP);
    let places: [[f32; 2]; PIXELS] = std::array::from_fn(|at| [at / SIDE, at % SIDE].map(|x| x as f32 + 0.5));
    let density = |place| {
        let others = neighbour.as_ref().map_or(0.0, |neighbour| neighbour.density(place));
        nucleus.density(place) + others + body_density * body.within(place)
    };
    Cell {
        picture: places.map(|place| lamp * (-density(place)).exp() + normal(rng, (0.0, NOISE))),
        class: Class::new(usize::from(atypical)).expect("0 and 1 are classes"),
        nucleus: places.map(|place| nucleus.outline.within(place) > 0.5),
    }
}

fn normal(rng: &mut Rng, (mean, deviation): Normal) -> f32 {
    let z: f32 = StandardNormal.sample(rng);
    mean + deviation * z
}

/// An ellipse with waves: r(θ) = 1 + Σ a cos(k θ + φ) in its own axes.
#[derive(Clone, Debug)]
struct Outline {
    middle: [f32; 2],
    axes: [f32; 2],
    turned: f32,
    /// Number, height and phase of each wave.
    waves: Vec<[f32; 3]>,
}

impl Outline {
    fn new(middle: [f32; 2], radius: f32, length: f32, roughness: f32, rng: &mut Rng) -> Self {
        let waves = WAVES.map(|k| [k as f32, normal(rng, (0.0, roughness)), rng.random_range(0.0..TAU)]).collect();
        let long = length.max(1.0).sqrt();
        Self { middle, axes: [radius * long, radius / long], turned: rng.random_range(0.0..TAU), waves }
    }

    /// 1 inside, 0 outside, and between over about a pixel, as far as lenses are sharp.
    fn within(&self, [y, x]: [f32; 2]) -> f32 {
        let (sin, cos) = self.turned.sin_cos();
        let (y, x) = (y - self.middle[0], x - self.middle[1]);
        let (u, v) = ((cos * x + sin * y) / self.axes[0], (cos * y - sin * x) / self.axes[1]);
        let angle = v.atan2(u);
        let rim: f32 =
            1.0 + self.waves.iter().map(|[k, height, phase]| height * (k * angle + phase).cos()).sum::<f32>();
        let beyond = (u.hypot(v) - rim) * self.axes[0].min(self.axes[1]);
        1.0 / (1.0 + (2.5 * beyond).exp())
    }
}

/// The stained part of a cell.
#[derive(Clone, Debug)]
struct Nucleus {
    outline: Outline,
    density: f32,
    clump: f32,
    /// The middles of the clumps.
    clumps: Vec<[f32; 2]>,
}

impl Nucleus {
    fn new(kind: &Kind, middle: [f32; 2], rng: &mut Rng) -> Self {
        let radius = normal(rng, kind.radius).max(3.0);
        let (length, roughness) = (normal(rng, kind.length), normal(rng, kind.roughness).max(0.0));
        let (density, clump) = (normal(rng, kind.density).max(0.2), normal(rng, kind.clump).max(0.4));
        let count = (CLUMPED * (radius / clump).powi(2)).round() as usize;
        let clumps = (0..count).map(|_| {
            let (angle, distance) = (rng.random_range(0.0..TAU), radius * rng.random_range(0.0_f32..1.0).sqrt());
            [middle[0] + distance * angle.sin(), middle[1] + distance * angle.cos()]
        });
        let clumps = clumps.collect();
        Self { outline: Outline::new(middle, radius, length, roughness, rng), density, clump, clumps }
    }

    fn density(&self, [y, x]: [f32; 2]) -> f32 {
        let within = self.outline.within([y, x]);
        if within < 1e-3 {
            return 0.0;
        }
        let square = |[i, j]: &[f32; 2]| ((y - i).powi(2) + (x - j).powi(2)) / self.clump.powi(2);
        let clumps: f32 = self.clumps.iter().map(|middle| (-0.5 * square(middle)).exp()).sum();
        within * (self.density + CLUMP_DENSITY * (clumps - CLUMPED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_as_the_model_says() {
        let cells = draw(1000, 1);
        let share = cells.iter().filter(|cell| cell.class.index() == ATYPICAL_CLASS).count();
        assert!((150..250).contains(&share), "{share}");
        let radius = |class: usize| {
            let of_class = cells.iter().filter(|cell| cell.class.index() == class);
            let sizes: Vec<_> = of_class.map(|cell| cell.nucleus.iter().filter(|&&is| is).count() as f32).collect();
            (sizes.iter().sum::<f32>() / sizes.len() as f32 * 2.0 / TAU).sqrt()
        };
        assert!((radius(0) - TYPICAL.radius.0).abs() < 0.4, "{}", radius(0));
        assert!((radius(1) - ATYPICAL.radius.0).abs() < 0.4, "{}", radius(1));
        for cell in &cells {
            let light = |inside: bool| {
                let seen = cell.picture.iter().zip(&cell.nucleus).filter(|(_, is)| **is == inside);
                let (sum, count) = seen.fold((0.0, 0.0), |(sum, count), (light, _)| (sum + light, count + 1.0));
                sum / count
            };
            assert!(light(true) < 0.75 * light(false), "the nucleus is dark");
        }
    }

    #[test]
    fn a_seed_draws_the_same_again() {
        let pictures = |seed| draw(3, seed).iter().map(|cell| cell.picture).collect::<Vec<_>>();
        assert_eq!(pictures(1), pictures(1));
        assert_ne!(pictures(1), pictures(2));
    }
}
