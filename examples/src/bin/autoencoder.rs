//! Squeezes handwritten digits through sixteen numbers, and rebuilds them from those.
//!
//! `cargo run --release --bin autoencoder`. Nobody tells the network which digit it sees: it is trained to give back what it was given, and so has
//! to find out what digits have in common. Pictures show originals beside what became of them, and what lies between two digits.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nn_examples::mnist::{self, Digits, PIXELS, SIDE};
use nn_examples::{finish, folder, println};
use nn_runtime::Flat;
use nn_runtime::data::Dataset;
use nn_runtime::plot::{Gallery, Image};
use nn_runtime::prelude::*;
use nn_runtime::train::Progress;
use nn_runtime::train::schedules::Cosine;

network! {
    /// A digit becomes a code of sixteen numbers.
    pub Encoder(image: [1, 28, 28]) -> [CODE] {
        image
            -> conv2d<16, 3, stride = 2, padding = 1> -> relu
            -> conv2d<32, 3, stride = 2, padding = 1> -> relu
            -> [32, 7, 7]
            -> flatten -> dense<CODE>
    }

    /// A code becomes a digit.
    pub Decoder(code: [CODE]) -> [1, 28, 28] {
        code
            -> dense<1568> -> relu -> reshape<[32, 7, 7]>
            -> conv_transpose2d<16, 4, stride = 2, padding = 1> -> relu
            -> conv_transpose2d<1, 4, stride = 2, padding = 1> -> sigmoid
    }

    /// Both, one behind the other: what is trained.
    pub Autoencoder(image: [1, 28, 28]) -> [1, 28, 28] {
        image -> encoder: Encoder -> decoder: Decoder
    }
}

/// The numbers of a code.
const CODE: usize = 16;
/// The digits that are drawn.
const SHOWN: usize = 16;
/// The steps from one digit to another.
const STEPS: usize = 8;

/// Trains an autoencoder on handwritten digits.
#[derive(Parser)]
struct Args {
    /// How often it sees every digit
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// The seed of initial weights, order and split
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the pictures go
    #[arg(long, default_value = "target/autoencoder")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!("{}", Autoencoder::SUMMARY);
    let (train, test) = mnist::read()?.split_stratified((0.8, 0.2), args.seed)?;

    let mut model = Autoencoder::init(args.seed);
    Trainer::new(&mut model)
        .loss(BinaryCrossEntropy::new())
        .optimizer(AdamW::new(3e-3))
        .schedule(Cosine::new())
        .batch::<64>()
        .epochs(args.epochs)
        .seed(args.seed)
        .callback(Progress::new())
        .fit(&itself(&train)?)?;

    let rebuilt = rebuild(&model, test.inputs());
    let (ours, mean) = (error(test.inputs(), &rebuilt), error(test.inputs(), &vec![average(&train); test.len()]));
    println!("{PIXELS} pixels in {CODE} numbers; on {} digits that it never saw,", test.len());
    println!("squared error of a pixel: {ours:.4}; of the average digit in their place: {mean:.4}");
    println!("share of the variance explained: {:.1} %", 100.0 * (1.0 - ours / mean));
    draw(&model, &test, &rebuilt, &args.folder)
}

/// Digits whose targets they are themselves.
fn itself(digits: &Digits) -> Result<Dataset<[f32; PIXELS], [f32; PIXELS]>, Box<dyn Error>> {
    Ok(Dataset::new(digits.inputs().to_vec(), digits.inputs().to_vec())?)
}

/// What the model makes of each digit.
fn rebuild(model: &Model<Autoencoder>, digits: &[[f32; PIXELS]]) -> Vec<[f32; PIXELS]> {
    let mut workspace = InferenceWorkspace::<Autoencoder, 1>::new();
    let mut y = SVector::zeros();
    let rebuilt = digits.iter().map(|digit| {
        model.infer(&mut workspace, &(*digit).into(), &mut y);
        y.into()
    });
    rebuilt.collect()
}

/// The mean squared difference of pixels.
fn error(a: &[[f32; PIXELS]], b: &[[f32; PIXELS]]) -> f64 {
    let squares = a.as_flattened().iter().zip(b.as_flattened()).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>() / (a.len() * PIXELS) as f64
}

/// The average of all digits.
fn average(digits: &Digits) -> [f32; PIXELS] {
    let count = digits.len() as f32;
    std::array::from_fn(|pixel| digits.inputs().iter().map(|digit| digit[pixel]).sum::<f32>() / count)
}

/// Draws originals beside reconstructions, and the way from one digit to another through codes.
fn draw(model: &Model<Autoencoder>, test: &Digits, rebuilt: &[[f32; PIXELS]], to: &Path) -> Result<(), Box<dyn Error>> {
    folder(to)?;
    let image = |pixels: &[f32; PIXELS], caption: &str| Image::new(SIDE, SIDE, pixels).caption(caption);
    let step = (test.len() / SHOWN).max(1);
    let shown = (0..test.len()).step_by(step).take(SHOWN);
    let gallery = shown.fold(Gallery::new("Digits, and what became of them").light_on_dark(), |gallery, i| {
        gallery.image(image(&test.inputs()[i], "original")).image(image(&rebuilt[i], "rebuilt"))
    });
    gallery.range(0.0, 1.0).save(to.join("rebuilt.png"))?;

    let of = |digit| test.targets().iter().position(|target| target.index() == digit);
    let ways = [(1, 7), (3, 8), (4, 9), (0, 6)];
    let ways = ways.into_iter().filter_map(|(from, to)| Some((of(from)?, of(to)?)));
    let mut gallery = Gallery::new("From one digit to another").light_on_dark();
    for (from, to) in ways {
        let between = between(model, &test.inputs()[from], &test.inputs()[to])?;
        gallery = between.iter().fold(gallery, |gallery, pixels| gallery.image(image(pixels, "")));
    }
    gallery.columns(STEPS).range(0.0, 1.0).save(to.join("between.png"))?;
    println!("\ndrew digits, their reconstructions and what lies between in `{}`", to.display());
    Ok(())
}

/// What the decoder makes of codes in equal steps from that of one digit to that of another.
fn between(
    model: &Model<Autoencoder>,
    from: &[f32; PIXELS],
    to: &[f32; PIXELS],
) -> Result<Vec<[f32; PIXELS]>, Box<dyn Error>> {
    let (mut encoder, mut decoder) = (Model::<Encoder>::zeroed(), Model::<Decoder>::zeroed());
    encoder.as_flat_mut().copy_from_slice(model.encoder.as_flat());
    decoder.as_flat_mut().copy_from_slice(model.decoder.as_flat());
    let (a, b) = (encoder.predict(from)?, encoder.predict(to)?);
    let step = |step: usize| {
        let share = step as f32 / (STEPS - 1) as f32;
        let code: [f32; CODE] = std::array::from_fn(|i| a[i] + share * (b[i] - a[i]));
        let drawn = decoder.predict(&code)?;
        Ok(std::array::from_fn(|pixel| drawn[pixel]))
    };
    (0..STEPS).map(step).collect()
}
