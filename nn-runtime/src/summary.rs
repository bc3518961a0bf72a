//! The table of a network's stages, to print.

use core::fmt::{self, Display, Write};

use crate::stage::Stage;
use crate::workspace::{inference_len, training_len};

/// A network's stages with shapes and parameters, and its totals. [`Display`] prints the table:
///
/// ```text
/// Digits(pixels: [64])
///
///   stage               shape   parameters
///   hidden: dense<32>   [32]         2,080
///   relu                [32]
///   dense_1: dense<10>  [10]           330   frozen
///
///   parameters     2,410, of which 2,080 are trained; 9.4 KiB as f32
///   multiply-adds  2,368 a sample
///   workspace      128 B for the inference of one sample, 8.5 KiB for its training, as f32
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// The network's name.
    pub name: &'static str,
    /// Names and shapes of the inputs.
    pub inputs: &'static [(&'static str, &'static [usize])],
    /// The stages in the order they run.
    pub rows: &'static [Row],
    /// All parameters.
    pub params: usize,
    /// Those that are trained.
    pub trained: usize,
    /// Scalars of running statistics.
    pub state: usize,
    /// Multiply-adds of a forward pass, a sample.
    pub multiply_adds: usize,
    /// Scalars of an inference workspace for one sample.
    pub infer: usize,
    /// Scalars of a training workspace for one sample, gradients included.
    pub train: usize,
}

/// One stage of a [`Summary`].
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The field that holds its parameters; empty where it has none.
    pub field: &'static str,
    /// The stage as it is written.
    pub stage: &'static str,
    /// The shape of what it gives.
    pub shape: &'static [usize],
    /// Its parameters.
    pub params: usize,
    /// Whether it is frozen.
    pub frozen: bool,
}

impl Row {
    /// A stage: its field, its text, the shape of what it gives, its parameters, whether it is frozen.
    pub const fn new(
        field: &'static str,
        stage: &'static str,
        shape: &'static [usize],
        params: usize,
        frozen: bool,
    ) -> Self {
        Self { field, stage, shape, params, frozen }
    }
}

impl Summary {
    /// The one-row table of a stage written by hand.
    pub const fn stage<S: Stage>() -> Self {
        Self {
            name: <S as Stage>::NAME,
            inputs: const { &[("x", S::INPUT_SHAPE)] },
            rows: const {
                let (stage, shape, params) = (<S as Stage>::NAME, S::OUTPUT_SHAPE, S::LEN);
                &[Row { field: "", stage, shape, params, frozen: false }]
            },
            params: S::LEN,
            trained: S::LEN,
            state: 0,
            multiply_adds: <S as Stage>::MULTIPLY_ADDS,
            infer: inference_len::<S>(1),
            train: training_len::<S>(1),
        }
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.title(f)?;
        self.table(f)?;
        self.totals(f)
    }
}

impl Summary {
    /// `Digits(pixels: [64])`.
    fn title(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (i, (name, shape)) in self.inputs.iter().enumerate() {
            write!(f, "{}{name}: {}", if i > 0 { ", " } else { "" }, Shape(shape))?;
        }
        f.write_str(")\n\n")
    }

    /// A line a stage, its columns as wide as their widest entry.
    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEADINGS: [&str; 3] = ["stage", "shape", "parameters"];
        let mut widths = HEADINGS.map(str::len);
        for row in self.rows {
            let columns = [width(&Name(row)), width(&Shape(row.shape)), width(&Count(row.params as u64))];
            widths.iter_mut().zip(columns).for_each(|(widest, width)| *widest = width.max(*widest));
        }
        let [name, shape, params] = widths;
        writeln!(f, "  {:name$}  {:shape$}  {:>params$}", HEADINGS[0], HEADINGS[1], HEADINGS[2])?;
        for row in self.rows {
            f.write_str("  ")?;
            padded(f, &Name(row), name)?;
            if row.params == 0 {
                write!(f, "{}", Shape(row.shape))?; // nothing follows: no spaces at the end of the line
            } else {
                padded(f, &Shape(row.shape), shape)?;
                let count = Count(row.params as u64);
                write!(f, "{:indent$}{count}", "", indent = params - width(&count))?;
            }
            writeln!(f, "{}", if row.frozen { "   frozen" } else { "" })?;
        }
        writeln!(f)
    }

    /// Parameters, work and memory.
    fn totals(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  parameters     {}", Count(self.params as u64))?;
        if self.trained != self.params {
            write!(f, ", of which {} are trained", Count(self.trained as u64))?;
        }
        writeln!(f, "; {} as f32", Bytes(4 * self.params))?;
        if self.state > 0 {
            writeln!(f, "  statistics     {}; {} as f32", Count(self.state as u64), Bytes(4 * self.state))?;
        }
        writeln!(f, "  multiply-adds  {} a sample", Count(self.multiply_adds as u64))?;
        let (infer, train) = (Bytes(4 * self.infer), Bytes(4 * self.train));
        writeln!(f, "  workspace      {infer} for the inference of one sample, {train} for its training, as f32")
    }
}

/// `hidden: dense<32>`, or the stage alone.
struct Name<'a>(&'a Row);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { field, stage, .. } = self.0;
        write!(f, "{field}{}{stage}", if field.is_empty() { "" } else { ": " })
    }
}

/// `[1, 28, 28]`.
struct Shape(&'static [usize]);

impl Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// `1,234,567`.
pub(crate) struct Count(pub(crate) u64);

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0..1000 => write!(f, "{}", self.0),
            n => write!(f, "{},{:03}", Count(n / 1000), n % 1000),
        }
    }
}

/// So many bytes, in the unit that suits them.
pub(crate) struct Bytes(pub(crate) usize);

impl Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0 as f64;
        match self.0 {
            0..1024 => write!(f, "{bytes} B"),
            1024..1_048_576 => write!(f, "{:.1} KiB", bytes / 1024.0),
            _ => write!(f, "{:.1} MiB", bytes / 1_048_576.0),
        }
    }
}

/// Writes `text`, spaces up to `width` characters, and two more.
fn padded(f: &mut fmt::Formatter<'_>, text: &dyn Display, to: usize) -> fmt::Result {
    write!(f, "{text}{:indent$}  ", "", indent = to - width(text))
}

/// How many characters something prints.
fn width(text: &dyn Display) -> usize {
    struct Counter(usize);
    impl Write for Counter {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.chars().count();
            Ok(())
        }
    }
    let mut counter = Counter(0);
    let _ = write!(counter, "{text}"); // counting does not fail
    counter.0
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    const SUMMARY: Summary = Summary {
        name: "Digits",
        inputs: &[("pixels", &[8, 8]), ("hints", &[4])],
        rows: &[
            Row { field: "hidden", stage: "dense<32>", shape: &[32], params: 2_080, frozen: false },
            Row { field: "", stage: "relu", shape: &[32], params: 0, frozen: false },
            Row { field: "dense_1", stage: "dense<1000>", shape: &[1000], params: 33_000, frozen: true },
        ],
        params: 1_035_080,
        trained: 2_080,
        state: 64,
        multiply_adds: 34_048,
        infer: 32,
        train: 4_192,
    };

    #[test]
    fn columns_are_aligned_and_totals_follow() {
        let expected = "\
Digits(pixels: [8, 8], hints: [4])

  stage                 shape   parameters
  hidden: dense<32>     [32]         2,080
  relu                  [32]
  dense_1: dense<1000>  [1000]      33,000   frozen

  parameters     1,035,080, of which 2,080 are trained; 3.9 MiB as f32
  statistics     64; 256 B as f32
  multiply-adds  34,048 a sample
  workspace      128 B for the inference of one sample, 16.4 KiB for its training, as f32
";
        assert_eq!(std::format!("{SUMMARY}"), expected);
    }

    #[test]
    fn counts_have_separators() {
        let text = |n| std::format!("{}", Count(n));
        assert_eq!([0, 999, 1_000, 1_000_007].map(text), ["0", "999", "1,000", "1,000,007"]);
    }
}
