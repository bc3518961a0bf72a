//! Measures training steps and inference of small networks, beside the peak of the processor and, if asked for, PyTorch.
//!
//! `cargo run --release --bin bench`, with `--help` for its options; `NN_ISA=avx2` forces an instruction set.
//!
//! A floating-point operation is counted for each multiplication and each addition of the products: of the forward
//! pass, of the gradients of weights, and of those gradients of inputs that are needed. Losses, activations and the optimiser
//! count in the time alone. The peak is measured in the same run, by a loop of multiply-adds.

mod allocations;
mod measure;
mod peak;
mod table;
mod torch;
mod workloads;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use nn_runtime::isa::Level;

/// Measures training steps and inference, beside the processor's peak.
#[derive(Parser)]
struct Options {
    /// Only workloads whose name holds this.
    #[arg(long, default_value = "")]
    filter: String,
    /// Writes the results to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Also measures PyTorch, run by this Python, on the same shapes, data and weights.
    #[arg(long)]
    torch: Option<PathBuf>,
    /// How long each figure is measured for, in seconds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
}

fn main() -> ExitCode {
    nn_examples::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let time = Duration::try_from_secs_f64(options.seconds)?;
    let peak = peak::gflops(time);
    println!("{}, {:.0} GFLOP/s at most (f32, one thread)\n", Level::current().name(), peak);
    let mut rows = Vec::new();
    table::print_head();
    for workload in workloads::all().iter().filter(|w| w.name.contains(&options.filter)) {
        for figures in (workload.run)(workload, time)? {
            table::print(&figures, peak);
            rows.push(figures);
        }
    }
    if rows.is_empty() {
        return Err(format!("no workload's name holds `{}`", options.filter).into());
    }
    if let Some(path) = &options.json {
        std::fs::write(path, table::json(&rows, peak))?;
    }
    if let Some(python) = &options.torch {
        torch::compare(python, &rows, options.seconds)?;
    }
    Ok(())
}
