//! What was measured, for people and for programs.

use std::fmt::Write;

use crate::measure::Times;

/// One row.
pub struct Figures {
    pub workload: &'static str,
    pub mode: Mode,
    pub threads: usize,
    /// Billions of operations a second that so many threads can do.
    pub peak: f64,
    pub times: Times,
    /// Inference with caches that hold other things: the smallest time.
    pub cold: Option<f64>,
    pub flops: f64,
    /// The bytes of the workspace.
    pub workspace: usize,
    pub allocations: usize,
    /// The losses of the first steps of training.
    pub losses: Vec<f32>,
}

/// What is done again and again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A step: forward, loss, backward, optimiser.
    Train,
    /// The forward pass of one sample.
    Infer,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Infer => "infer",
        }
    }
}

impl Figures {
    /// Billions of operations a second, at the smallest time.
    fn gflops(&self) -> f64 {
        self.flops / self.times.min / 1000.0
    }
}

pub fn print_head() {
    println!(
        "{:<10} {:<5} {:>7} {:>10} {:>10} {:>9} {:>9} {:>8} {:>11} {:>6}",
        "workload", "mode", "threads", "min µs", "median µs", "cold µs", "GFLOP/s", "of peak", "workspace B", "allocs"
    );
}

pub fn print(figures: &Figures) {
    let Figures { workload, mode, threads, peak, times, cold, workspace, allocations, .. } = figures;
    println!(
        "{workload:<10} {:<5} {threads:>7} {:>10.3} {:>10.3} {:>9} {:>9.1} {:>7.1}% {workspace:>11} {allocations:>6}",
        mode.name(),
        times.min,
        times.median,
        cold.map_or_else(|| "-".to_owned(), |cold| format!("{cold:.3}")),
        figures.gflops(),
        100.0 * figures.gflops() / peak,
    );
}

/// A list of objects, one a row.
pub fn json(rows: &[Figures]) -> String {
    let mut text = String::from("[\n");
    for (i, row) in rows.iter().enumerate() {
        let comma = if i + 1 < rows.len() { "," } else { "" };
        let Figures { workload, mode, threads, peak, times: Times { min, median }, .. } = row;
        let (mode, gflops) = (mode.name(), row.gflops());
        writeln!(
            text,
            "  {{\"workload\": \"{workload}\", \"mode\": \"{mode}\", \"threads\": {threads}, \"us_min\": {min:.4}, \
             \"us_median\": {median:.4}, \"gflops\": {gflops:.4}, \"peak_gflops\": {peak:.4}, \
             \"peak_fraction\": {:.5}}}{comma}",
            gflops / peak,
        )
        .expect("a string takes any text");
    }
    text + "]\n"
}
