//! Learns to read handwritten digits.
//!
//! `cargo run --release` trains one network; `-- --seeds 5` trains five, each on another split of the data. Ctrl-C ends a training
//! and keeps what was learned.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nn_examples::digits::{self, PIXELS, SIDE};
use nn_examples::figures::median;
use nn_examples::{finish, folder, println};
use nn_runtime::head::Linear;
use nn_runtime::metrics::{Accuracy, ConfusionMatrix};
use nn_runtime::plot::{Confusion, Gallery, Image};
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::Cosine;
use nn_runtime::train::{Progress, Report, Stop, Stopped};

network! {
    /// Reads an 8×8 grey digit.
    pub Digits(pixels: [64]) -> [10] {
        pixels
            -> hidden: dense<128> -> relu
            -> dense<64> -> relu
            -> head: dense<10>
    }
}

type Pictures = Dataset<[f32; PIXELS], Class<10>>;
/// What the network says of one digit.
type Prediction = nn_runtime::Prediction<Linear, f32, 10>;

/// Trains a network on handwritten digits.
#[derive(Parser)]
struct Args {
    /// How many networks to train, with one seed after the other
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: u64,
    /// How often each of them sees every digit
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the model goes, that of the last network
    #[arg(long, default_value = "target/digits.safetensors")]
    save: PathBuf,
    /// Where pictures go: curves, confusion matrix, digits
    #[arg(long, default_value = "target/digits")]
    pictures: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!("{}", Digits::SUMMARY);
    let digits = digits::read()?;
    let stop = Stop::on_ctrl_c()?;

    let mut accuracies = Vec::new();
    for seed in (0..args.seeds).map(|i| args.seed.wrapping_add(i)) {
        let (train, valid, test) = digits.split_stratified((0.7, 0.1, 0.2), seed)?;
        println!(
            "seed {seed}: {} digits to train on, {} to validate, {} to test",
            train.len(),
            valid.len(),
            test.len()
        );

        let mut model = Digits::init(seed).scaled_by(MinMax::fit(&train)?)?;
        let report = Trainer::new(&mut model)
            // Nine tenths of certainty are asked for: a network that is right everywhere still has a loss of 0.5.
            .loss(CrossEntropy::new().label_smoothing(0.1)?)
            .optimizer(AdamW::new(3e-3))
            .schedule(Cosine::new())
            .batch::<32>()
            .epochs(args.epochs)
            .seed(seed)
            .validate(&valid)
            .metric(Accuracy)
            .callback(Progress::new())
            .stop(&stop)
            .fit(&train)?;
        accuracies.push(model.evaluate(&test, Accuracy)?);

        if accuracies.len() as u64 == args.seeds || report.stopped == Stopped::Asked {
            let predictions = model.predict_all(test.inputs())?;
            save_and_load(&model, &args.save, &test, &predictions)?;
            draw(&report, &test, &predictions, &args.pictures)?;
            break;
        }
    }
    summarise(args.seed, &accuracies);
    Ok(())
}

/// Writes the model to a file, reads it back, and checks that it predicts the same.
fn save_and_load(
    model: &Model<Digits>,
    path: &Path,
    test: &Pictures,
    predictions: &[Prediction],
) -> Result<(), Box<dyn Error>> {
    folder(path.parent().unwrap_or(Path::new("")))?;
    model.save(path)?;
    let loaded = Model::<Digits>::load(path)?;
    if loaded.predict_all(test.inputs())? != predictions {
        return Err("the model read back predicts something else".into());
    }
    println!("\nsaved the model to `{}`; read back, it predicts the same", path.display());
    Ok(())
}

/// Draws how the training went, which digits are taken for which, and some of them; four in the terminal as well.
fn draw(report: &Report, test: &Pictures, predictions: &[Prediction], to: &Path) -> Result<(), Box<dyn Error>> {
    let found: Vec<_> = predictions.iter().map(|prediction| prediction.argmax()).collect();
    let right = |&i: &usize| found[i] == test.targets()[i].index();
    let (read, misread): (Vec<_>, Vec<_>) = (0..test.len()).partition(right);

    folder(to)?;
    report.plot(to.join("curves.svg"))?;
    let classes: Vec<_> = found.iter().map(|&class| Class::new(class)).collect::<Result<_, _>>()?;
    Confusion::new("Digits, true and read", &ConfusionMatrix::new(test.targets(), &classes)?)
        .save(to.join("confusion.svg"))?;
    let shown = misread.iter().chain(&read).take(24);
    let gallery = shown.fold(Gallery::new("Digits and what they are read as").light_on_dark(), |gallery, i| {
        let image = Image::new(SIDE, SIDE, &test.inputs()[*i]).caption(found[*i].to_string());
        gallery.image(if right(i) { image.right() } else { image.wrong() })
    });
    gallery.save(to.join("digits.png"))?;
    println!("drew curves, confusion matrix and digits in `{}`\n", to.display());

    let mut four: Vec<_> = read.into_iter().take(4 - misread.len().min(1)).collect();
    four.extend(misread.first());
    digits::print(four.iter().map(|&i| &test.inputs()[i]));
    for i in four {
        let probability = 100.0 * predictions[i].probabilities()[found[i]];
        let verdict = if right(&i) { "right".into() } else { format!("wrong: it is a {}", test.targets()[i]) };
        println!("it says {} with a probability of {probability:.1} %, {verdict}", found[i]);
    }
    println!();
    Ok(())
}

/// Prints the accuracy of each seed where there are several, and their median.
fn summarise(first: u64, accuracies: &[f64]) {
    if accuracies.len() > 1 {
        for (i, accuracy) in accuracies.iter().enumerate() {
            println!("seed {}: {:.2} %", first.wrapping_add(i as u64), 100.0 * accuracy);
        }
        let lowest = accuracies.iter().copied().fold(1.0, f64::min);
        println!("lowest {:.2} %, median of {}:", 100.0 * lowest, accuracies.len());
    }
    println!("test accuracy: {:.2} %", 100.0 * median(accuracies));
}
