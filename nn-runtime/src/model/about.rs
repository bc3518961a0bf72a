//! What a model knows beside its weights.

use alloc::string::String;

use crate::data::{Names, Scaling, Schema};
use crate::network::Network;
use crate::ports::Outputs;

/// Preprocessing and names; nothing of it is trained.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct About {
    pub(crate) scaling: Option<Scaling>,
    pub(crate) names: Names,
    pub(crate) schema: Option<Schema>,
}

impl About {
    /// Whether these can be the names of classes: one for each output, or two where a single output tells two classes apart.
    pub(crate) fn fits<N: Network>(classes: &[String]) -> bool {
        let outputs = N::Outputs::LEN;
        classes.len() == outputs || (outputs == 1 && classes.len() == 2)
    }

    /// Takes over what is given and fits, and keeps the rest.
    #[cfg(feature = "std")]
    pub(crate) fn note<N: Network>(&mut self, names: &Names, schema: Option<&Schema>) {
        use crate::ports::Inputs;

        if names.inputs.len() == N::Inputs::LEN {
            self.names.inputs.clone_from(&names.inputs);
        }
        if Self::fits::<N>(&names.classes) {
            self.names.classes.clone_from(&names.classes);
        }
        if let Some(schema) = schema.filter(|schema| schema.numbers() == N::Inputs::LEN) {
            self.schema = Some(schema.clone());
        }
    }
}
