//! Two inputs and two outputs: a picture and the width of its paper give the digit, and the box of its ink in millimetres.

use std::error::Error;
use std::process::ExitCode;

use nn_examples::digits::{self, Digit, PIXELS};
use nn_examples::{finish, split};
use nn_runtime::nalgebra::{RowSVector, Vector1, Vector4};
use nn_runtime::prelude::*;
use rand::RngExt;
use rand::seq::SliceRandom;

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

/// A picture on a paper of some width.
struct Scan {
    digit: Digit,
    /// Centimetres.
    width: f32,
    /// Left, top, right and bottom of the ink, in centimetres.
    bbox: Vector4<f32>,
}

impl Scan {
    fn new(digit: Digit, width: f32) -> Self {
        let ink = || (0..PIXELS).filter(|&i| digit.pixels[i] >= INK).map(|i| (i % 8, i / 8));
        let edges = [
            ink().map(|(x, _)| x).min(),
            ink().map(|(_, y)| y).min(),
            ink().map(|(x, _)| x + 1).max(),
            ink().map(|(_, y)| y + 1).max(),
        ];
        let bbox = Vector4::from(edges.map(|edge| edge.unwrap_or_default() as f32 * width / 8.0));
        Self { digit, width, bbox }
    }
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run())
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut rng = Rng::seed_from_u64(1);
    let digits = digits::read()?.into_iter();
    let scans: Vec<_> = digits.map(|digit| Scan::new(digit, rng.random_range(0.5..2.0))).collect();
    let [train_set, test] = split::stratified(scans, [0.8, 0.2], |scan| scan.digit.class.index(), &mut rng);

    let model = train(train_set, &mut rng)?;
    report(&model, &test);
    Ok(())
}

fn train(mut scans: Vec<Scan>, rng: &mut Rng) -> Result<Model<Detector>, Box<dyn Error>> {
    let mut model = Detector::init(1);
    let mut workspace = Workspace::<Detector, BATCH>::new();
    let mut adam = AdamW::new(3e-3).optimizer::<Detector>()?;
    // A loss for each output, by name; the sum is what is trained.
    let loss = DetectorOutputs { class: CrossEntropy::new(), bbox: Mse::new().weighted(5.0) };

    let mut pixels = SMatrix::<f32, PIXELS, BATCH>::zeros();
    let mut width = RowSVector::<f32, BATCH>::zeros();
    let mut class = [Class::<10>::default(); BATCH];
    let mut bbox = SMatrix::<f32, 4, BATCH>::zeros();
    for epoch in 0..EPOCHS {
        adam.set_rate(3e-3 * (1.0 - epoch as f64 / EPOCHS as f64))?;
        scans.shuffle(rng);
        let mut total = 0.0;
        for scans in scans.chunks(BATCH) {
            for (i, scan) in scans.iter().enumerate() {
                pixels.set_column(i, &scan.digit.pixels);
                width[i] = scan.width;
                class[i] = scan.digit.class;
                bbox.set_column(i, &scan.bbox);
            }
            let targets = DetectorOutputs { class: &class, bbox: &bbox };
            let batch = Batch::first(scans.len(), (&pixels, &width), targets)?;
            let mean = model.forward_backward(&mut workspace, batch, &loss, Step::new(1, adam.steps()));
            adam.step(&mut model, workspace.grads());
            total += mean * scans.len() as f32;
        }
        if epoch % 10 == 9 {
            println!("epoch {:2}: loss {:.4}", epoch + 1, total / scans.len() as f32);
        }
    }
    Ok(model)
}

/// Prints how well both outputs do on scans that were not trained on.
fn report(model: &Model<Detector>, test: &[Scan]) {
    let mut workspace = InferenceWorkspace::<Detector, 1>::new();
    let (mut right, mut off) = (0, 0.0);
    for scan in test {
        let (mut class, mut bbox) = (SVector::zeros(), SVector::zeros());
        model.infer(&mut workspace, (&scan.digit.pixels, &Vector1::new(scan.width)), (&mut class, &mut bbox));
        right += usize::from(class.imax() == scan.digit.class.index());
        off += (bbox - scan.bbox).abs().mean();
    }
    let count = test.len() as f32;
    let pixel = test.iter().map(|scan| scan.width / 8.0).sum::<f32>() / count;
    println!("\non {} scans it was not trained on:", test.len());
    println!("class: {:.2} % right", 100.0 * right as f32 / count);
    println!("bbox: edges are off by {:.2} mm on average; a pixel is {:.2} mm wide", 10.0 * off / count, 10.0 * pixel);
}
