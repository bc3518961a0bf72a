//! Fits a curve through noisy points.

use std::error::Error;

use nn_examples::plot::Plot;
use nn_runtime::nalgebra::{Matrix1, RowSVector};
use nn_runtime::prelude::*;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

network! {
    /// A smooth function of one number.
    pub Curve(x: [1]) -> [1] {
        x -> dense<32> -> tanh -> dense<32> -> tanh -> dense<1>
    }
}

/// The number of noisy points, all of which make one batch.
const POINTS: usize = 200;
/// The standard deviation of the noise.
const NOISE: f32 = 0.1;
/// The training steps.
const STEPS: u64 = 2000;
/// Points are drawn from −RANGE to RANGE.
const RANGE: f32 = 3.0;

/// What the network is to find behind the noise.
fn truth(x: f32) -> f32 {
    (2.0 * x).sin() * (-x * x / 4.0).exp() + 0.2 * x
}

fn main() -> Result<(), Box<dyn Error>> {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    let mut rng = Rng::seed_from_u64(1);
    let x = RowSVector::<f32, POINTS>::from_fn(|_, _| rng.random_range(-RANGE..RANGE));
    let y = x.map(|x| {
        let noise: f32 = StandardNormal.sample(&mut rng);
        truth(x) + NOISE * noise
    });

    let mut model = Curve::init(1);
    let mut workspace = Workspace::<Curve, POINTS>::new();
    let mut adam = Adam::new(0.01).optimizer::<Curve>()?;
    for step in 0..STEPS {
        adam.set_rate(0.01 * (1.0 - step as f64 / STEPS as f64))?;
        let loss = model.forward_backward(&mut workspace, Batch::full(&x, &y), &Mse::new(), Step::new(1, step));
        adam.step(&mut model, workspace.grads());
        if step % 400 == 0 {
            println!("step {step:4}: loss {loss:.5}");
        }
    }

    // Points that the network has not seen, without noise.
    let grid: Vec<_> = (0..=600).map(|i| RANGE * (i as f32 / 300.0 - 1.0)).collect();
    let found = evaluate(&model, &grid);
    println!("\n{}", draw(x.iter().zip(&y), grid.iter().zip(&found)));
    println!("· noisy points   ● the network\n");

    let squares: f32 = grid.iter().zip(&found).map(|(&x, &y)| (y - truth(x)).powi(2)).sum();
    println!("standard deviation of the noise: {NOISE:.3}");
    println!("RMSE against the curve without noise: {:.3}", (squares / grid.len() as f32).sqrt());
    Ok(())
}

/// What the network gives for each x.
fn evaluate(model: &Model<Curve>, xs: &[f32]) -> Vec<f32> {
    let mut workspace = InferenceWorkspace::<Curve, 1>::new();
    let value = |&x: &f32| {
        let mut y = Matrix1::zeros();
        model.infer(&mut workspace, &Matrix1::new(x), &mut y);
        y.x
    };
    xs.iter().map(value).collect()
}

fn draw<'a>(points: impl Iterator<Item = (&'a f32, &'a f32)>, curve: impl Iterator<Item = (&'a f32, &'a f32)>) -> Plot {
    let mut plot = Plot::new(-RANGE..RANGE, -1.2..1.2);
    points.for_each(|(&x, &y)| plot.mark(x, y, '·'));
    curve.for_each(|(&x, &y)| plot.mark(x, y, '●'));
    plot
}
