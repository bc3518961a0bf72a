//! What was measured, for people and for programs.

use std::fmt::Write;

use crate::measure::Times;

/// One row.
pub struct Figures {
    pub workload: &'static str,
    /// `train`, or `infer` and `infer cold` at batch 1.
    pub mode: &'static str,
    pub times: Times,
    pub flops: f64,
    pub workspace: usize,
    pub allocations: usize,
    /// The losses of the first steps, and the file with the weights before them.
    pub trace: Option<Trace>,
}

/// What another implementation is compared by.
pub struct Trace {
    pub losses: Vec<f32>,
    pub weights: std::path::PathBuf,
}

impl Figures {
    /// Billions of operations a second, at the smallest time.
    fn gflops(&self) -> f64 {
        self.flops / self.times.min / 1000.0
    }
}

pub fn print_head() {
    println!(
        "{:<12} {:<10} {:>10} {:>10} {:>9} {:>7} {:>11} {:>6}",
        "workload", "mode", "min µs", "median µs", "GFLOP/s", "of peak", "workspace B", "allocs"
    );
}

pub fn print(figures: &Figures, peak: f64) {
    let Figures { workload, mode, times, workspace, allocations, .. } = figures;
    println!(
        "{workload:<12} {mode:<10} {:>10.3} {:>10.3} {:>9.1} {:>6.1}% {workspace:>11} {allocations:>6}",
        times.min,
        times.median,
        figures.gflops(),
        100.0 * figures.gflops() / peak,
    );
}

/// A list of objects, one a row.
pub fn json(rows: &[Figures], peak: f64) -> String {
    let mut text = String::from("[\n");
    for (i, row) in rows.iter().enumerate() {
        let comma = if i + 1 < rows.len() { "," } else { "" };
        let Figures { workload, mode, times: Times { min, median }, .. } = row;
        let gflops = row.gflops();
        writeln!(
            text,
            "  {{\"workload\": \"{workload}\", \"mode\": \"{mode}\", \"threads\": 1, \"us_min\": {min:.4}, \
             \"us_median\": {median:.4}, \"gflops\": {gflops:.3}, \"peak_gflops\": {peak:.3}, \"peak_fraction\": {:.4}}}{comma}",
            gflops / peak,
        )
        .expect("a string takes any text");
    }
    text + "]\n"
}
