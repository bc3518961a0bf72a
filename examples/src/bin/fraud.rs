//! Finds web pages that fish for passwords, at the lowest cost.
//!
//! `cargo run --release --bin fraud`. A page that is missed costs more than one that is blocked for nothing, so that what is trained for is no
//! accuracy but a cost of one's own: it stops the training, picks the best epoch, and places the threshold.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::{data_file, finish};
use nn_runtime::data::{Columns, Dataset};
use nn_runtime::metrics::{Custom, Goal};
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::Cosine;

network! {
    /// How probable it is that a page fishes for passwords.
    pub Phishing(features: [9]) -> [1] {
        features -> dense<32> -> relu -> dense<16> -> relu -> dense<1> -> sigmoid
    }
}

type Pages = Dataset<[f32; 9], [f32; 1]>;

/// What a page costs that fishes and is let through.
const MISSED: f64 = 100.0;
/// What an honest page costs that is blocked.
const BLOCKED: f64 = 10.0;
/// The page is blocked from this probability on: the expected costs of both decisions are equal there.
const THRESHOLD: f32 = (BLOCKED / (BLOCKED + MISSED)) as f32;

/// Finds web pages that fish for passwords, at the lowest cost.
#[derive(Parser)]
struct Args {
    /// The seed of parts, initial weights and order
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let pages = Pages::from_csv(data_file("phishing.csv.gz"), Columns::label("is_phishing"))?;
    let (train, valid, test) = pages.split((0.6, 0.2, 0.2), args.seed)?;
    println!("{} pages to train on, {} to validate, {} to test", train.len(), valid.len(), test.len());

    let mut model = Phishing::init(args.seed).scaled_by(Standardize::fit(&train)?)?;
    let report = Trainer::new(&mut model)
        .loss(BinaryCrossEntropy::new())
        .optimizer(AdamW::new(3e-3))
        .schedule(Cosine::new())
        .epochs(100)
        .seed(args.seed)
        .validate(&valid)
        .metric(Custom::new("cost", Goal::Lowest, |truth: &[_], outputs: &[_]| cost(truth, outputs, THRESHOLD)))
        .early_stopping(20)
        .fit(&train)?;
    println!("{report}\n");

    println!("costs on {} pages that nothing was decided on:", test.len());
    let measured = |threshold| {
        let cost = Custom::new("cost", Goal::Lowest, move |truth: &[_], outputs: &[_]| cost(truth, outputs, threshold));
        model.evaluate(&test, cost)
    };
    println!("let all through: {:6.0}", measured(f32::INFINITY)?);
    println!("block all:       {:6.0}", measured(0.0)?);
    println!("block from 50 %: {:6.0}", measured(0.5)?);
    println!("block from {:.0} %:  {:6.0}", 100.0 * THRESHOLD, measured(THRESHOLD)?);
    Ok(())
}

/// What it costs to block pages from a probability on.
fn cost(truth: &[[f32; 1]], outputs: &[[f32; 1]], threshold: f32) -> f64 {
    let decided = truth.iter().zip(outputs).map(|(&[fishes], &[probability])| (fishes > 0.5, probability >= threshold));
    decided
        .map(|decided| match decided {
            (true, false) => MISSED,
            (false, true) => BLOCKED,
            _ => 0.0,
        })
        .sum()
}
