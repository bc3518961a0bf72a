//! A stage and a loss written by hand, checked and trained like any other.

use std::error::Error;
use std::ops::Range;
use std::process::ExitCode;

use nn_examples::finish;
use nn_runtime::gradcheck::gradcheck;
use nn_runtime::head::{Head, Linear};
use nn_runtime::initializers::{Fans, normal};
use nn_runtime::listing::{Listing, Order};
use nn_runtime::losses::DrawTarget;
use nn_runtime::nalgebra::RowSVector;
use nn_runtime::prelude::*;
use nn_runtime::{Loss, Output, Scalar, Stage, Values, flat};

/// The features that pass through [`Swish`].
const HIDDEN: usize = 24;
/// The points that are fitted.
const POINTS: usize = 101;

flat! {
    /// Swish: yᵢ = xᵢ σ(βᵢ xᵢ), with a slope β to learn for each feature (P. Ramachandran et al., 1710.05941).
    pub struct Swish<T> {
        /// β, `[HIDDEN]`.
        pub beta: SVector<T, HIDDEN>,
    }
}

/// σ(x) = 1 / (1 + e⁻ˣ).
fn sigmoid<T: Scalar>(x: T) -> T {
    T::ONE / (T::ONE + (-x).exp())
}

impl<T: Scalar> Stage for Swish<T> {
    type Input = Values<HIDDEN>;
    type Output = Output<Linear, HIDDEN>;
    type As<U: Scalar> = Swish<U>;

    const NAME: &'static str = "swish";
    const INPUT_SHAPE: &'static [usize] = &[HIDDEN];
    const OUTPUT_SHAPE: &'static [usize] = &[HIDDEN];

    fn init(&mut self, _: &mut Rng) {
        self.beta.fill(T::ONE);
    }

    fn list(to: &mut Listing<'_>) {
        to.param("beta", &[HIDDEN], Order::Same);
    }

    fn forward(&self, x: &[T], y: &mut [T], _: &mut [T]) {
        for i in 0..HIDDEN {
            y[i] = x[i] * sigmoid(self.beta[i] * x[i]);
        }
    }

    /// With s = σ(β x): dx = dy (s + β x s (1 − s)), dβ = dy x² s (1 − s).
    fn backward(&self, x: &[T], dy: &[T], _: &[T], dx: &mut [T], grads: &mut Self) {
        for i in 0..HIDDEN {
            let s = sigmoid(self.beta[i] * x[i]);
            let slope = s * (T::ONE - s);
            dx[i] = dy[i] * (s + self.beta[i] * x[i] * slope);
            grads.beta[i] += dy[i] * x[i] * x[i] * slope;
        }
    }
}

/// The mean of ln cosh(y − t): a parabola near 0 and straight far off, without a kink between.
#[derive(Clone, Copy, Debug, Default)]
struct LogCosh;

impl<H: Head, const F: usize> Loss<H, F> for LogCosh {
    type Target<'a, T: Scalar, const B: usize> = &'a SMatrix<T, F, B>;

    fn count<T: Scalar, const B: usize>(&self, _: &SMatrix<T, F, B>, samples: Range<usize>) -> T {
        T::from_f64((samples.len() * F) as f64)
    }

    fn evaluate<T: Scalar, const B: usize>(
        &self,
        y: &mut SMatrix<T, F, B>,
        target: &SMatrix<T, F, B>,
        mut dy: Option<&mut SMatrix<T, F, B>>,
        samples: Range<usize>,
        scale: T,
    ) -> T {
        let mut sum = T::ZERO;
        for i in samples {
            let sample = i * F..(i + 1) * F;
            let (y, t) = (&mut y.as_flat_mut()[sample.clone()], &target.as_flat()[sample.clone()]);
            H::forward(y);
            let differences = y.iter().zip(t).map(|(&y, &t)| y - t);
            sum += differences.clone().map(ln_cosh).sum();
            if let Some(dy) = dy.as_deref_mut() {
                let dy = &mut dy.as_flat_mut()[sample];
                dy.iter_mut().zip(differences).for_each(|(dy, d)| *dy = scale * d.tanh());
                H::backward(y, dy);
            }
        }
        scale * sum
    }
}

/// ln cosh d = |d| + ln(1 + e^(−2|d|)) − ln 2, which no d makes overflow.
fn ln_cosh<T: Scalar>(d: T) -> T {
    let d = d.abs();
    d + (-d - d).exp().ln_1p() - T::from_f64(std::f64::consts::LN_2)
}

/// What the gradient check compares outputs with.
impl<H: Head, const F: usize> DrawTarget<H, F> for LogCosh {
    type Drawn<T: Scalar, const B: usize> = SMatrix<T, F, B>;

    fn draw<T: Scalar, const B: usize>(&self, rng: &mut Rng) -> SMatrix<T, F, B> {
        let mut target = SMatrix::<T, F, B>::repeat(T::ZERO);
        normal(rng, target.as_flat_mut(), Fans { fan_in: 1, fan_out: 1 }, 1.0, 0.0, 1.0);
        target
    }

    fn lend<T: Scalar, const B: usize>(drawn: &SMatrix<T, F, B>) -> &SMatrix<T, F, B> {
        drawn
    }
}

network! {
    /// The stage by its path, followed by the shape that it gives.
    pub Curve(x: [1]) -> [1] {
        x -> dense<24> -> swish: Swish -> [24] -> dense<1>
    }
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run())
}

fn run() -> Result<(), Box<dyn Error>> {
    let report = gradcheck::<Curve, LogCosh>();
    println!("{report:#}\n");
    if !report.is_below(1e-6) {
        return Err("the gradients are wrong".into());
    }

    let x = RowSVector::<f32, POINTS>::from_fn(|_, i| 4.0 * (i as f32 / 50.0 - 1.0));
    let y = x.map(f32::sin);
    let mut model = Curve::init(1);
    let mut workspace = Workspace::<Curve, POINTS>::new();
    let mut adam = Adam::new(0.02).optimizer::<Curve>()?;
    for step in 0..1000 {
        adam.set_rate(0.02 * (1.0 - step as f64 / 1000.0))?;
        let loss = model.forward_backward(&mut workspace, Batch::full(&x, &y), &LogCosh, Step::new(1, step));
        adam.step(&mut model, workspace.grads());
        if step % 200 == 0 {
            println!("step {step:4}: loss {loss:.6}");
        }
    }

    let mut found = RowSVector::<f32, POINTS>::zeros();
    model.infer(&mut InferenceWorkspace::new(), &x, &mut found);
    println!("slopes learned: {:.2} to {:.2}", model.swish.beta.min(), model.swish.beta.max());
    println!("largest distance from the sine: {:.3}", (found - y).abs().max());
    Ok(())
}
