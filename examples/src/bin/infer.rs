//! Inference alone: reads digits with weights that the example `digits` has saved, or PyTorch.
//!
//! `cargo run --release && cargo run --release --bin infer -- target/digits.safetensors`

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::{digits, finish};
use nn_runtime::prelude::*;
use nn_runtime::weights::Load;

network! {
    /// The network of the example `digits`, declared again: the fingerprint in the file tells whether it is the same.
    pub Digits(pixels: [64]) -> [10] {
        pixels
            -> hidden: dense<128> -> relu
            -> dense<64> -> relu
            -> head: dense<10>
    }
}

/// Reads digits with a network that was trained before.
#[derive(Parser)]
struct Args {
    /// The weights that the example `digits` has saved
    path: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    // A fingerprint that is there must match; PyTorch writes none.
    let model = Load::pytorch().load::<Digits>(&args.path)?;
    let digits = digits::read()?;

    // Memory for intermediate values alone: nothing for gradients.
    let mut workspace = InferenceWorkspace::<Digits, 1>::new();
    let mut right = 0;
    for (&pixels, class) in digits.iter() {
        let mut scores = SVector::zeros();
        model.infer(&mut workspace, &pixels.into(), &mut scores);
        right += usize::from(scores.imax() == class.index());
    }
    println!("{workspace:?}");
    println!("{right} of {} digits read right, most of which the network was trained on", digits.len());
    Ok(())
}
