//! The same steps in PyTorch, by the script `bench/torch_bench.py`: same shapes, data and initial weights.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::table::Figures;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/torch_bench.py");
/// How far the losses of the first steps may lie apart, relative to their size: both sides round in another order.
const TOLERANCE: f32 = 1e-4;

/// Where weights are handed over.
pub fn folder() -> Result<PathBuf, Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("nn-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs the script for each training workload, checks that the losses agree, and prints the ratio of the times.
pub fn compare(python: &Path, rows: &[Figures], seconds: f64) -> Result<(), Box<dyn Error>> {
    println!("\n{:<12} {:>12} {:>7}", "workload", "PyTorch µs", "ratio");
    for row in rows {
        let Some(trace) = &row.trace else { continue };
        let output = Command::new(python)
            .args([SCRIPT, row.workload])
            .arg(&trace.weights)
            .args([trace.losses.len().to_string(), seconds.to_string()])
            .output()
            .map_err(|error| format!("cannot run {}: {error}", python.display()))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(match errors.contains("No module named") {
                true => format!("{} lacks a module: it needs torch and safetensors\n{errors}", python.display()),
                false => format!("the script for PyTorch failed on `{}`\n{errors}", row.workload),
            }
            .into());
        }
        let text = String::from_utf8(output.stdout)?;
        let numbers = text.split_whitespace().map(str::parse).collect::<Result<Vec<f32>, _>>()?;
        let (us, losses) = numbers.split_first().ok_or("the script for PyTorch printed nothing")?;
        for (i, (ours, theirs)) in trace.losses.iter().zip(losses).enumerate() {
            // Written such that a NaN fails.
            if !((ours - theirs).abs() <= TOLERANCE * theirs.abs()) {
                return Err(format!("`{}`: loss {i} is {ours}, PyTorch has {theirs}", row.workload).into());
            }
        }
        println!("{:<12} {us:>12.1} {:>6.1}×", row.workload, f64::from(*us) / row.times.min);
    }
    Ok(())
}
