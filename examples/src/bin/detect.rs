//! Finds a digit in a cluttered picture, and reads it: two heads over one body.
//!
//! `cargo run --release --bin detect`. A digit lies anywhere in a picture twice as wide, among scraps of other digits. One head says which digit it
//! is, the other where: the box of its ink. How well the boxes fit is told by their intersection over union with the true ones.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::mnist;
use nn_examples::scenes::{self, Bounds, SIDE, Scene, Scenes};
use nn_examples::{finish, folder, println};
use nn_runtime::plot::{Gallery, Image};
use nn_runtime::prelude::*;

network! {
    /// Which digit it is, and left, top, right and bottom of its ink, as shares of the picture.
    pub Detector(picture: [1, 48, 48]) -> (class: [10], bbox: [4]) {
        let body = picture
            -> conv2d<8, 5, padding = 2> -> batch_norm -> relu -> max_pool2d<2>
            -> conv2d<16, 3, padding = 1> -> batch_norm -> relu -> max_pool2d<2>
            -> conv2d<32, 3, padding = 1> -> batch_norm -> relu -> max_pool2d<2>
            -> [32, 6, 6]
            -> flatten -> dense<128> -> relu;
        class = body -> dense<10>;
        bbox  = body -> dense<4> -> sigmoid;
    }
}

/// The capacity of a batch.
const BATCH: usize = 64;
/// The largest step.
const RATE: f64 = 3e-3;
/// The scenes that are drawn.
const SHOWN: usize = 24;

/// Finds and reads digits.
#[derive(Parser)]
struct Args {
    /// How often every digit is seen, each time in another scene
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// The seed of initial weights, order, split and scenes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the picture goes
    #[arg(long, default_value = "target/detect")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!("{}", Detector::SUMMARY);
    let (train, test) = mnist::read()?.split_stratified((0.8, 0.2), args.seed)?;
    let mut rng = Rng::seed_from_u64(args.seed);
    let test = scenes::place(&test, &mut rng)?;

    let mut model = Detector::init(args.seed);
    let mut workspace = Workspace::<Detector, BATCH>::new();
    let mut adam = AdamW::new(RATE).optimizer::<Detector>()?;
    // A loss for each output, by name; the sum is what is trained.
    let loss = DetectorOutputs { class: CrossEntropy::new(), bbox: Mse::new().weighted(20.0) };
    for epoch in 0..args.epochs {
        let scenes = scenes::place(&train, &mut rng)?;
        adam.set_rate(RATE * 0.5 * (1.0 + (std::f64::consts::PI * epoch as f64 / args.epochs as f64).cos()))?;
        let mut batches = scenes.batches::<BATCH>();
        batches.shuffle(&mut rng);
        let mut total = 0.0;
        while let Some(batch) = batches.next() {
            let count = batch.len() as f32;
            let batch = batch.map_targets(|(class, bbox)| DetectorOutputs { class, bbox });
            total += count * model.forward_backward(&mut workspace, batch, &loss, Step::new(args.seed, adam.steps()));
            adam.step(&mut model, workspace.grads());
        }
        if epoch % 5 == 4 || epoch + 1 == args.epochs {
            println!("epoch {:2}: loss {:.4}", epoch + 1, total / scenes.len() as f32);
        }
    }

    let found = find(&model, &test);
    report(&test, &found);
    folder(&args.folder)?;
    draw(&test, &found).save(args.folder.join("boxes.png"))?;
    println!("\ndrew scenes with true boxes (blue) and found ones (orange) in `{}`", args.folder.display());
    Ok(())
}

/// What the model finds in a scene: the digit, and the box.
type Found = (usize, Bounds);

fn find(model: &Model<Detector>, scenes: &Scenes) -> Vec<Found> {
    let mut workspace = InferenceWorkspace::<Detector, 1>::new();
    let found = scenes.inputs().iter().map(|picture: &Scene| {
        let (mut class, mut bbox) = (SVector::zeros(), SVector::zeros());
        model.infer(&mut workspace, &(*picture).into(), (&mut class, &mut bbox));
        (class.imax(), bbox.into())
    });
    found.collect()
}

/// Prints how well both outputs do on scenes that were not trained on.
fn report(scenes: &Scenes, found: &[Found]) {
    let pairs = || scenes.targets().iter().zip(found);
    let count = found.len() as f64;
    let right = pairs().filter(|((truth, _), (read, _))| truth.index() == *read).count();
    let overlaps: Vec<_> = pairs().map(|((_, truth), (_, found))| scenes::overlap(truth, found)).collect();
    let mean = overlaps.iter().sum::<f64>() / count;
    let half = overlaps.iter().filter(|&&overlap| overlap >= 0.5).count();
    println!("\non {} scenes of digits that it never saw:", found.len());
    println!("digit: {:.2} % right", 100.0 * right as f64 / count);
    println!("box: intersection over union {mean:.3} on average, at least 0.5 in {:.2} %", 100.0 * half as f64 / count);
}

/// Draws scenes with both boxes.
fn draw(scenes: &Scenes, found: &[Found]) -> Gallery {
    let step = (scenes.len() / SHOWN).max(1);
    (0..scenes.len()).step_by(step).take(SHOWN).fold(
        Gallery::new("Digits that were found").light_on_dark().columns(6),
        |gallery, i| {
            let ((truth, expected), (read, bbox)) = (&scenes.targets()[i], &found[i]);
            let pixels = |bbox: &Bounds| bbox.map(|edge| f64::from(edge) * SIDE as f64);
            let image = Image::new(SIDE, SIDE, &scenes.inputs()[i]).outline(pixels(expected)).outline(pixels(bbox));
            gallery.image(match *read == truth.index() {
                true => image.caption(format!("{read}")).right(),
                false => image.caption(format!("{} read as {read}", truth.index())).wrong(),
            })
        },
    )
}
