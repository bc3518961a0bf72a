//! The table of a network's stages, to print.

use core::fmt;

use crate::stage::Stage;

/// A network's stages with shapes and parameters, and its totals; [`Display`](fmt::Display) prints the table.
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
    /// Scalars of workspace for the inference of one sample.
    pub infer: usize,
    /// Scalars of workspace for the training of one sample.
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

struct Shape(&'static [usize]);

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (i, d) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{d}")?;
        }
        f.write_str("]")
    }
}

impl Summary {
    /// The one-row table of a stage written by hand.
    pub const fn stage<S: Stage>() -> Self {
        Self {
            name: <S as Stage>::NAME,
            inputs: &[],
            rows: &[],
            params: S::LEN,
            trained: S::LEN,
            state: 0,
            multiply_adds: <S as Stage>::MULTIPLY_ADDS,
            infer: <S as Stage>::SAVED,
            train: <S as Stage>::SAVED,
        }
    }
}
