//! What ends an output.

use super::storage::TypePath;

/// The final activation of an output, a type of the runtime.
#[derive(Clone)]
pub enum Head {
    /// The name of a type of `nn_runtime::head`.
    Type(&'static str),
    /// The head of another network, whose output this is; whether that is from elsewhere.
    Of(TypePath, bool),
    /// What another network's output of this number ends in, where that network has applied its activation.
    Applied(TypePath, usize),
}

impl Head {
    /// Whether there is nothing for a caller to apply.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Type("Linear" | "Activated") | Self::Applied(..))
    }
}
