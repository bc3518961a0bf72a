//! An experiment: how wide must the hidden layer be to read digits?
//!
//! `cargo run --release --bin widths` trains each width with several seeds, side by side, and compares them in a table. Ctrl-C ends it:
//! widths are then compared on the seeds that are done.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::{digits, finish, folder, println};
use nn_runtime::experiment::{Experiment, Progress, TrialTrainer};
use nn_runtime::head::Linear;
use nn_runtime::metrics::Accuracy;
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::Cosine;
use nn_runtime::train::{FitError, Report, Stop};
use nn_runtime::{Output, Values};

network! {
    /// Reads an 8×8 grey digit with one hidden layer, as wide as it is told to be.
    pub Reader<const WIDTH: usize>(pixels: [64]) -> [10] {
        pixels -> dense<WIDTH> -> relu -> dense<10>
    }
}

type Digits = Dataset<[f32; digits::PIXELS], Class<10>>;

/// Compares networks of several widths.
#[derive(Parser)]
struct Args {
    /// How many networks of each width to train, with one seed after the other
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Where table and picture go
    #[arg(long, default_value = "target/widths")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let comparison = Experiment::new("How wide must the hidden layer be?", Accuracy)
        .trial::<Reader<4>>("4", train)
        .trial::<Reader<16>>("16", train)
        .trial::<Reader<64>>("64", train)
        .trial::<Reader<256>>("256", train)
        .seeds(args.seeds)
        .stop(&Stop::on_ctrl_c()?)
        .callback(Progress::new())
        .run(&digits::read()?)?;
    println!("{comparison}");

    folder(&args.folder)?;
    comparison.save_csv(args.folder.join("widths.csv"))?;
    comparison.plot(args.folder.join("widths.svg"))?;
    println!("each run is in `widths.csv`, a picture in `widths.svg`, both in `{}`", args.folder.display());
    comparison.failure.map_or(Ok(()), |failure| Err(failure.into()))
}

/// All widths are trained alike.
fn train<N>(
    trainer: TrialTrainer<'_, N, [f32; digits::PIXELS], Class<10>, Accuracy>,
    train: &Digits,
) -> Result<Report, FitError>
where
    N: Network<T = f32, Inputs = Values<{ digits::PIXELS }>, Outputs = Output<Linear, 10>>,
{
    let adam = AdamW::new(3e-3);
    trainer.loss(CrossEntropy::new()).optimizer(adam).schedule(Cosine::new()).epochs(30).fit(train)
}
