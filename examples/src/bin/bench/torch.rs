//! The same steps in PyTorch, by the script `bench/torch_bench.py`: same shapes, data and initial weights.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::table::{Figures, Mode};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/torch_bench.py");
/// How far the losses of the first steps may lie apart, relative to their size: both sides round in another order.
const TOLERANCE: f32 = 1e-4;

/// A Python with PyTorch.
pub struct Torch<'p> {
    python: &'p Path,
    time: Duration,
    /// Where weights are handed over.
    folder: TempDir,
}

/// One way of running PyTorch, on one workload.
struct Run<'t> {
    way: &'t str,
    us: f64,
    losses: Vec<f32>,
}

impl<'p> Torch<'p> {
    /// Sees at once whether PyTorch is there: what is missing should not come to light after minutes of measuring.
    pub fn new(python: &'p Path, time: Duration) -> Result<Self, Box<dyn Error>> {
        let torch = Self { python, time, folder: tempfile::tempdir()? };
        torch.call(&["-c".as_ref(), "import torch, safetensors.torch".as_ref()])?;
        Ok(torch)
    }

    /// The file for the initial weights of a workload.
    pub fn weights(&self, workload: &str) -> PathBuf {
        self.folder.path().join(format!("{workload}.safetensors"))
    }

    /// Runs the script for each workload, checks that the losses agree, and prints how many times as long PyTorch takes
    /// in the fastest of its ways.
    pub fn compare(&self, rows: &[Figures]) -> Result<(), Box<dyn Error>> {
        println!("{:<10} {:>10} {:>11}  {:<9} {:>7}", "workload", "min µs", "PyTorch µs", "way", "ratio");
        for row in rows.iter().filter(|row| row.mode == Mode::Train) {
            let (weights, steps) = (self.weights(row.workload), row.losses.len().to_string());
            let (threads, seconds) = (row.threads.to_string(), self.time.as_secs_f64().to_string());
            let text = self.call(&[
                SCRIPT.as_ref(),
                row.workload.as_ref(),
                weights.as_ref(),
                steps.as_ref(),
                seconds.as_ref(),
                threads.as_ref(),
            ])?;
            let runs: Vec<_> =
                text.lines().map(Run::read).collect::<Option<_>>().ok_or("the script printed nonsense")?;
            for run in &runs {
                run.check(row)?;
            }
            let best = runs.iter().min_by(|a, b| a.us.total_cmp(&b.us)).ok_or("the script printed nothing")?;
            let (name, threads, ours) = (row.workload, row.threads, row.times.min);
            println!(
                "{name:<10} {threads:>7} {ours:>10.3} {:>11.1}  {:<9} {:>6.1}×",
                best.us,
                best.way,
                best.us / ours
            );
        }
        println!("\nthe losses of the first steps agree with PyTorch's");
        Ok(())
    }

    /// What Python prints.
    fn call(&self, arguments: &[&std::ffi::OsStr]) -> Result<String, Box<dyn Error>> {
        let python = self.python.display();
        let output = Command::new(self.python)
            .args(arguments)
            .output()
            .map_err(|error| format!("--torch: cannot run Python as `{python}`: {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().last().unwrap_or_default();
        Err(match last.contains("No module named") {
            true => format!("--torch: `{python}` needs the packages torch and safetensors: {last}"),
            false => format!("--torch: the script for PyTorch failed under `{python}`\n{errors}"),
        }
        .into())
    }
}

impl<'t> Run<'t> {
    /// A line of the script: the way, microseconds a step, the losses.
    fn read(line: &'t str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (way, us) = (words.next()?, words.next()?.parse().ok()?);
        Some(Self { way, us, losses: words.map(|word| word.parse().ok()).collect::<Option<_>>()? })
    }

    /// The losses are those of `row`.
    fn check(&self, row: &Figures) -> Result<(), String> {
        let (name, way) = (row.workload, self.way);
        if self.losses.len() != row.losses.len() {
            return Err(format!("`{name}`: PyTorch ({way}) gave {} losses", self.losses.len()));
        }
        for (i, (ours, theirs)) in (1..).zip(row.losses.iter().zip(&self.losses)) {
            let agree = (ours - theirs).abs() <= TOLERANCE * theirs.abs(); // a NaN does not
            if !agree {
                return Err(format!("`{name}`: the loss of step {i} is {ours}, PyTorch ({way}) has {theirs}"));
            }
        }
        Ok(())
    }
}
