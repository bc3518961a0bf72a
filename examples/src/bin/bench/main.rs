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
use rayon::ThreadPoolBuilder;

use crate::torch::Torch;
use crate::workloads::How;

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
    #[arg(long, value_name = "PYTHON")]
    torch: Option<PathBuf>,
    /// The numbers of threads, such as `1,2` [default: RAYON_NUM_THREADS, or 1].
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..))]
    threads: Vec<u16>,
    /// How long each figure is measured for, in seconds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    nn_examples::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let time = Duration::try_from_secs_f64(options.seconds)?;
    let workloads: Vec<_> = workloads::all().iter().filter(|w| w.name.contains(&options.filter)).collect();
    if workloads.is_empty() {
        let names: Vec<_> = workloads::all().iter().map(|w| w.name).collect();
        return Err(format!("no workload's name holds `{}`: there are {}", options.filter, names.join(", ")).into());
    }
    let torch = options.torch.as_deref().map(|python| Torch::new(python, time)).transpose()?;

    let mut rows = Vec::new();
    for threads in numbers_of_threads(options) {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
        let peak = pool.broadcast(|_| peak::gflops(time)).iter().sum();
        println!(
            "{}, f32: at most {peak:.1} GFLOP/s on {threads} thread{}\n",
            Level::current().name(),
            if threads == 1 { "" } else { "s" }
        );
        table::print_head();
        for workload in &workloads {
            let weights = torch.as_ref().map(|torch| torch.weights(workload.name));
            let figures = pool.install(|| (workload.run)(workload.name, How { time, peak, weights }));
            for figures in figures.map_err(|error| -> Box<dyn Error> { error })? {
                table::print(&figures);
                rows.push(figures);
            }
        }
        println!();
    }
    if let Some(path) = &options.json {
        let error = |error| format!("cannot write {}: {error}", path.display());
        std::fs::write(path, table::json(&rows)).map_err(error)?;
    }
    match torch {
        Some(torch) => torch.compare(&rows),
        None => Ok(()),
    }
}

/// What is asked for; one thread unless something is.
fn numbers_of_threads(options: &Options) -> Vec<usize> {
    if !options.threads.is_empty() {
        return options.threads.iter().copied().map(usize::from).collect();
    }
    let variable = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    vec![variable.filter(|&number| number > 0).unwrap_or(1)]
}
