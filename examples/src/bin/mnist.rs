//! Learns to read handwritten digits of 28×28 pixels, with convolutions.
//!
//! `cargo run --release --bin mnist` trains one network; `-- --seeds 5` trains five, each on another split of the data. Whenever a digit is
//! trained on, it is shifted and turned a little, so that four thousand of them serve as if they were many more.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nn_examples::figures::median;
use nn_examples::mnist::{self, Digits, SIDE};
use nn_examples::{finish, folder, println};
use nn_runtime::data::augment::{Images, Rotate, Shift};
use nn_runtime::metrics::{Accuracy, ConfusionMatrix};
use nn_runtime::plot::{Confusion, Gallery, Image};
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::Cosine;
use nn_runtime::train::{Progress, Report, Stop, Stopped};

network! {
    /// Reads a 28×28 grey digit (after LeNet-5, with batch norm and rectified units).
    pub LeNet(image: [1, 28, 28]) -> [10] {
        image
            -> conv1: conv2d<8, 5> -> batch_norm -> relu -> max_pool2d<2>
            -> conv2: conv2d<16, 5> -> batch_norm -> relu -> max_pool2d<2>
            -> [16, 4, 4]
            -> flatten -> dense<64> -> batch_norm -> relu
            -> head: dense<10>
    }
}

/// Trains a convolutional network on handwritten digits.
#[derive(Parser)]
struct Args {
    /// How many networks to train, with one seed after the other
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: u64,
    /// How often each of them sees every digit
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the pictures go: curves, confusion matrix, digits, filters
    #[arg(long, default_value = "target/mnist")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!("{}", LeNet::SUMMARY);
    let digits = mnist::read()?;
    let stop = Stop::on_ctrl_c()?;

    let mut accuracies = Vec::new();
    for seed in (0..args.seeds).map(|i| args.seed.wrapping_add(i)) {
        let (train, test) = digits.split_stratified((0.8, 0.2), seed)?;
        let mut model = LeNet::init(seed);
        let report = Trainer::new(&mut model)
            .loss(CrossEntropy::new().label_smoothing(0.1)?)
            .optimizer(AdamW::new(4e-3))
            .schedule(Cosine::new())
            .augment(Images::<1, SIDE, SIDE>::new().then(Shift::new(2)).then(Rotate::new(10.0)))
            .batch::<64>()
            .epochs(args.epochs)
            .seed(seed)
            .callback(Progress::new())
            .stop(&stop)
            .fit(&train)?;
        let accuracy = model.evaluate(&test, Accuracy)?;
        println!("seed {seed}: {:.2} % of {} digits that it never saw", 100.0 * accuracy, test.len());
        accuracies.push(accuracy);

        if accuracies.len() as u64 == args.seeds || report.stopped == Stopped::Asked {
            draw(&model, &report, &test, &args.folder)?;
            break;
        }
    }
    println!("test accuracy: {:.2} %", 100.0 * median(&accuracies));
    Ok(())
}

/// Draws how the training went, which digits are taken for which, those that are misread, and what the first layer looks for.
fn draw(model: &Model<LeNet>, report: &Report, test: &Digits, to: &Path) -> Result<(), Box<dyn Error>> {
    let predictions = model.predict_all(test.inputs())?;
    let found: Vec<_> = predictions.iter().map(|prediction| prediction.argmax()).collect();
    let classes: Vec<_> = found.iter().map(|&class| Class::new(class)).collect::<Result<_, _>>()?;

    folder(to)?;
    report.plot(to.join("curves.svg"))?;
    Confusion::new("Digits, true and read", &ConfusionMatrix::new(test.targets(), &classes)?)
        .save(to.join("confusion.svg"))?;

    let (read, misread): (Vec<_>, Vec<_>) = (0..test.len()).partition(|&i| found[i] == test.targets()[i].index());
    let shown = misread.iter().chain(&read).take(32.max(misread.len().min(64)));
    let gallery = shown.fold(Gallery::new("Digits and what they are read as").light_on_dark(), |gallery, &i| {
        let image = Image::new(SIDE, SIDE, &test.inputs()[i]);
        let truth = test.targets()[i].index();
        gallery.image(match found[i] {
            read if read == truth => image.caption(format!("{read}")).right(),
            read => image.caption(format!("{truth} read as {read}")).wrong(),
        })
    });
    gallery.save(to.join("digits.png"))?;

    filters(model).save(to.join("filters.png"))?;
    println!("\ndrew curves, confusion matrix, digits and filters in `{}`", to.display());
    Ok(())
}

/// The weights of the first convolution: what is bright where they are blue and dark where they are orange makes a channel respond.
fn filters(model: &Model<LeNet>) -> Gallery {
    const CHANNELS: usize = 8;
    const KERNEL: usize = 5;
    (0..CHANNELS).fold(Gallery::new("Filters of the first layer").columns(4), |gallery, channel| {
        let weights: [f32; KERNEL * KERNEL] =
            std::array::from_fn(|at| model.conv1.weight[(channel, 0, at / KERNEL, at % KERNEL)]);
        gallery.image(Image::new(KERNEL, KERNEL, &weights).signed().caption(format!("channel {channel}")))
    })
}
