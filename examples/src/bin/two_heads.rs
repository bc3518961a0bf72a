//! Two inputs and two outputs: a picture and the width of its paper give the digit, and the box of its ink in millimetres.

use std::error::Error;
use std::process::ExitCode;

use nn_examples::digits::{self, PIXELS};
use nn_examples::finish;
use nn_runtime::data::{DataError, Dataset};
use nn_runtime::prelude::*;
use rand::RngExt;

network! {
    /// Which digit it is, and where: left, top, right and bottom of the ink.
    pub Detector(pixels: [64], width: [1]) -> (class: [10], bbox: [4]) {
        let body = pixels -> dense<128> -> relu -> dense<64> -> relu;
        class = body -> dense<10>;
        bbox  = concat(body, width) -> dense<64> -> relu -> dense<4>;
    }
}

/// The capacity of a batch.
const BATCH: usize = 32;
/// How often every picture is seen.
const EPOCHS: u64 = 60;
/// Pixels from here on are ink.
const INK: f32 = 0.3;

/// A picture, and the width of its paper in centimetres.
type Scan = ([f32; PIXELS], [f32; 1]);
/// The digit, and left, top, right and bottom of the ink, in centimetres.
type Found = (Class<10>, [f32; 4]);

/// The box of the ink.
fn bbox(pixels: &[f32; PIXELS], width: f32) -> [f32; 4] {
    let ink = || (0..PIXELS).filter(|&i| pixels[i] >= INK).map(|i| (i % 8, i / 8));
    let edges = [
        ink().map(|(x, _)| x).min(),
        ink().map(|(_, y)| y).min(),
        ink().map(|(x, _)| x + 1).max(),
        ink().map(|(_, y)| y + 1).max(),
    ];
    edges.map(|edge| edge.unwrap_or_default() as f32 * width / 8.0)
}

/// Puts each picture on a paper of some width.
fn scan(digits: &digits::Digits, rng: &mut Rng) -> Result<Dataset<Scan, Found>, DataError> {
    let scan = |(&pixels, &class): (&[f32; PIXELS], &Class<10>)| {
        let width = rng.random_range(0.5..2.0);
        ((pixels, [width]), (class, bbox(&pixels, width)))
    };
    let (scans, found): (Vec<_>, Vec<_>) = digits.iter().map(scan).unzip();
    Dataset::new(scans, found)
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run())
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut rng = Rng::seed_from_u64(1);
    let (train_part, test) = digits::read()?.split_stratified((0.8, 0.2), 1)?;
    let (train_part, test) = (scan(&train_part, &mut rng)?, scan(&test, &mut rng)?);

    let model = train(&train_part, &mut rng)?;
    report(&model, &test);
    Ok(())
}

fn train(scans: &Dataset<Scan, Found>, rng: &mut Rng) -> Result<Model<Detector>, Box<dyn Error>> {
    let mut model = Detector::init(1);
    let mut workspace = Workspace::<Detector, BATCH>::new();
    let mut adam = AdamW::new(3e-3).optimizer::<Detector>()?;
    // A loss for each output, by name; the sum is what is trained.
    let loss = DetectorOutputs { class: CrossEntropy::new(), bbox: Mse::new().weighted(5.0) };

    let mut batches = scans.batches::<BATCH>();
    for epoch in 0..EPOCHS {
        adam.set_rate(3e-3 * (1.0 - epoch as f64 / EPOCHS as f64))?;
        batches.shuffle(rng);
        let mut total = 0.0;
        while let Some(batch) = batches.next() {
            let count = batch.len() as f32;
            let batch = batch.map_targets(|(class, bbox)| DetectorOutputs { class, bbox });
            let mean = model.forward_backward(&mut workspace, batch, &loss, Step::new(1, adam.steps()));
            adam.step(&mut model, workspace.grads());
            total += mean * count;
        }
        if epoch % 10 == 9 {
            println!("epoch {:2}: loss {:.4}", epoch + 1, total / scans.len() as f32);
        }
    }
    Ok(model)
}

/// Prints how well both outputs do on scans that were not trained on.
fn report(model: &Model<Detector>, test: &Dataset<Scan, Found>) {
    let mut workspace = InferenceWorkspace::<Detector, 1>::new();
    let (mut right, mut off, mut pixel) = (0, 0.0, 0.0);
    for (&(pixels, width), &(digit, expected)) in test.iter() {
        let (mut class, mut bbox) = (SVector::zeros(), SVector::zeros());
        model.infer(&mut workspace, (&pixels.into(), &width.into()), (&mut class, &mut bbox));
        right += usize::from(class.imax() == digit.index());
        off += (bbox - SVector::from(expected)).abs().mean();
        pixel += width[0] / 8.0;
    }
    let count = test.len() as f32;
    let (off, pixel) = (off / count, pixel / count);
    println!("\non {} scans it was not trained on:", test.len());
    println!("class: {:.2} % right", 100.0 * right as f32 / count);
    println!("bbox: edges are off by {:.2} mm on average; a pixel is {:.2} mm wide", 10.0 * off, 10.0 * pixel);
}
