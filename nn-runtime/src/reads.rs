//! Which of its caller's values a backward pass reads.

/// Which inputs and outputs the backward pass of a network reads; a caller need not keep the others.
///
/// An output is read only where its head leaves it as it is: a loss makes outputs of pre-activations before the backward pass runs. Of
/// others a network keeps for itself what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    /// One for each input.
    pub inputs: &'static [bool],
    /// One for each output.
    pub outputs: &'static [bool],
}

impl Reads {
    /// Whether the input of this number is read; if there is none, it is not.
    pub const fn input(&self, number: usize) -> bool {
        number < self.inputs.len() && self.inputs[number]
    }

    /// Whether the output of this number is read; if there is none, it is not.
    pub const fn output(&self, number: usize) -> bool {
        number < self.outputs.len() && self.outputs[number]
    }
}
