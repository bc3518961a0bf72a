//! Finds web pages that fish for passwords, at the lowest cost.
//!
//! `cargo run --release --bin fraud`. A page that is missed costs more than one that is blocked for nothing, so that what is trained for is no
//! accuracy but a cost of one's own: it stops the training, picks the best epoch, and places the threshold. Most features are words in truth,
//! though they are written as numbers; which words there are is learnt of the training part, as everything else.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::{data_file, finish, println};
use nn_runtime::data::{Columns, Dataset, Row, Schema};
use nn_runtime::metrics::{Custom, Goal};
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::Cosine;

network! {
    /// How probable it is that a page fishes for passwords.
    pub Phishing(features: [23]) -> [1] {
        features -> dense<32> -> relu -> dense<16> -> relu -> dense<1> -> sigmoid
    }
}

/// The features with three values: 1 for what honest pages do, 0.5 for what is suspect, 0 for what such pages do.
const WORDS: [&str; 7] = [
    "empty_server_form_handler",
    "popup_window",
    "https",
    "request_from_other_domain",
    "anchor_from_other_domain",
    "is_popular",
    "long_url",
];

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
    let columns = WORDS.into_iter().fold(Columns::label("is_phishing"), Columns::one_hot);
    let pages = Dataset::rows_from_csv(data_file("phishing.csv.gz"), columns)?;
    let (train, valid, test) = pages.split((0.6, 0.2, 0.2), args.seed)?;
    let schema = Schema::fit(&train)?;
    let encoded = |part: &Dataset<Row, [f32; 1]>| part.encoded::<[f32; 23]>(&schema);
    let (train, valid, test) = (encoded(&train)?, encoded(&valid)?, encoded(&test)?);
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
