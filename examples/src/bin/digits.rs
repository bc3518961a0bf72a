//! Learns to read handwritten digits.
//!
//! `cargo run --release` trains one network; `-- --seeds 5` trains five, each on another split of the data.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use nn_examples::{digits, finish};
use nn_runtime::head::{Head, Softmax};
use nn_runtime::prelude::*;

network! {
    /// Reads an 8×8 grey digit.
    pub Digits(pixels: [64]) -> [10] {
        pixels
            -> hidden: dense<128> -> relu
            -> dense<64> -> relu
            -> head: dense<10>
    }
}

/// The capacity of a batch.
const BATCH: usize = 32;
/// The learning rate of the first step; it falls to 0 along half a cosine.
const RATE: f64 = 3e-3;

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
    /// Where the weights go, those of the last network
    #[arg(long, default_value = "target/digits.safetensors")]
    save: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!("{}", Digits::SUMMARY);

    let mut accuracies = Vec::new();
    for seed in (0..args.seeds).map(|i| args.seed.wrapping_add(i)) {
        let (train, valid, test) = digits::read()?.split_stratified((0.7, 0.1, 0.2), seed)?;
        println!(
            "seed {seed}: {} digits to train on, {} to validate, {} to test",
            train.len(),
            valid.len(),
            test.len()
        );

        let model = train_model(&train, &valid, args.epochs, seed)?;
        accuracies.push(accuracy(&model, &test));

        if accuracies.len() as u64 == args.seeds {
            let predictions = predict(&model, &test);
            save_and_load(&model, &args.save, &test, &predictions)?;
            show(&test, &predictions);
        }
    }
    report(args.seed, &accuracies);
    Ok(())
}

/// The training loop: each epoch goes through all digits in another order, batch by batch.
fn train_model(
    train: &digits::Digits,
    valid: &digits::Digits,
    epochs: u64,
    seed: u64,
) -> Result<Model<Digits>, Box<dyn Error>> {
    let mut model = Digits::init(seed);
    let mut workspace = Workspace::<Digits, BATCH>::new();
    let mut adam = AdamW::new(RATE).optimizer::<Digits>()?;
    // Nine tenths of certainty are asked for: a network that is right everywhere still has a loss of 0.5.
    let loss = CrossEntropy::new().label_smoothing(0.1)?;

    let mut rng = Rng::seed_from_u64(seed);
    let mut batches = train.batches::<BATCH>();
    let steps = epochs * batches.count() as u64;
    let mut step = 0;
    for epoch in 1..=epochs {
        let start = Instant::now();
        let mut total = 0.0;
        batches.shuffle(&mut rng);
        while let Some(batch) = batches.next() {
            let count = batch.len() as f32;
            let mean = model.forward_backward(&mut workspace, batch, &loss, Step::new(seed, step));
            total += mean * count;
            adam.set_rate(cosine(step as f64 / steps as f64))?;
            adam.step(&mut model, workspace.grads());
            step += 1;
        }
        println!(
            "epoch {epoch:3}: loss {:.4}, validation accuracy {:6.2} %, {:.0} ms",
            total / train.len() as f32,
            100.0 * accuracy(&model, valid),
            1e3 * start.elapsed().as_secs_f64(),
        );
    }
    Ok(model)
}

/// The learning rate after a part of the training, from 0 to 1.
fn cosine(done: f64) -> f64 {
    0.5 * RATE * (1.0 + (std::f64::consts::PI * done).cos())
}

/// The probabilities of the ten classes, for each digit.
fn predict(model: &Model<Digits>, digits: &digits::Digits) -> Vec<SVector<f32, 10>> {
    let mut workspace = InferenceWorkspace::<Digits, 1>::new();
    let predict = |&pixels| {
        let mut scores = SVector::zeros();
        model.infer(&mut workspace, &SVector::from(pixels), &mut scores);
        Softmax::forward(scores.as_mut_slice());
        scores
    };
    digits.inputs().iter().map(predict).collect()
}

/// The share of digits whose most probable class is the right one.
fn accuracy(model: &Model<Digits>, digits: &digits::Digits) -> f64 {
    let right = |(scores, class): &(SVector<f32, 10>, &Class<10>)| scores.imax() == class.index();
    predict(model, digits).into_iter().zip(digits.targets()).filter(right).count() as f64 / digits.len() as f64
}

/// Writes the weights to a file, reads them back, and checks that they predict the same.
fn save_and_load(
    model: &Model<Digits>,
    path: &Path,
    test: &digits::Digits,
    predictions: &[SVector<f32, 10>],
) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make the folder `{}`: {error}", folder.display()))?;
    }
    model.save(path)?;
    let loaded = Model::<Digits>::load(path)?;
    if predict(&loaded, test) != predictions {
        return Err("the weights read back predict something else".into());
    }
    println!("\nsaved the weights to `{}`; read back, they predict the same", path.display());
    Ok(())
}

/// Draws four digits side by side, a misread one among them if there is one, and what the network says of each.
fn show(test: &digits::Digits, predictions: &[SVector<f32, 10>]) {
    let right = |&i: &usize| predictions[i].imax() == test.targets()[i].index();
    let (mut shown, misread): (Vec<_>, Vec<_>) = (0..test.len()).partition(right);
    shown.truncate(4 - misread.len().min(1));
    shown.extend(misread.first());

    let pictures: Vec<_> = shown.iter().map(|&i| digits::picture(&test.inputs()[i])).collect();
    println!();
    for line in 0..8 {
        let lines: Vec<_> = pictures.iter().map(|picture| picture[line].as_str()).collect();
        println!("{}", lines.join("   "));
    }
    for i in shown {
        let (class, probability) = predictions[i].argmax();
        let verdict = if right(&i) { "right".into() } else { format!("wrong: it is a {}", test.targets()[i]) };
        println!("it says {class} with a probability of {:.1} %, {verdict}", 100.0 * probability);
    }
    println!();
}

/// Prints the accuracy of each seed where there are several, and their median.
fn report(first: u64, accuracies: &[f64]) {
    let mut sorted = accuracies.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
    if accuracies.len() > 1 {
        for (i, accuracy) in accuracies.iter().enumerate() {
            println!("seed {}: {:.2} %", first.wrapping_add(i as u64), 100.0 * accuracy);
        }
        println!("lowest {:.2} %, median of {}:", 100.0 * sorted[0], sorted.len());
    }
    println!("test accuracy: {:.2} %", 100.0 * median);
}
