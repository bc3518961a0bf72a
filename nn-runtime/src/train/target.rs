//! Targets of a data set, as a loss takes them.

use crate::data::Sample;
use crate::losses::{LossFor, TargetFrom};
use crate::network::Network;
use crate::workspace::Target;

/// A target of a data set that the loss `L` compares outputs of `N` with.
///
/// It is what [`TargetFrom`] says, as a bound on the type of the samples: the compiler looks at it once that type is known.
pub trait TargetOf<N: Network, L: LossFor<N::Outputs>, const B: usize>: Sample {
    /// The targets of a batch.
    fn target<'t>(lent: Self::Lent<'t, B>) -> Target<'t, N, L, B>;
}

impl<N: Network, L: LossFor<N::Outputs>, Y: Sample, const B: usize> TargetOf<N, L, B> for Y
where
    for<'t> Target<'t, N, L, B>: TargetFrom<Y::Lent<'t, B>>,
{
    fn target<'t>(lent: Y::Lent<'t, B>) -> Target<'t, N, L, B> {
        TargetFrom::target(lent)
    }
}
