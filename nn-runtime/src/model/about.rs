//! What a model knows beside its weights.

use crate::data::{Names, Scaling};

/// Preprocessing and names; nothing of it is trained.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct About {
    pub(crate) scaling: Option<Scaling>,
    pub(crate) names: Names,
}
