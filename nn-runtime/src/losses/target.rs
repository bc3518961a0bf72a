//! What a loss is compared with, for messages that say what is wrong with it.

/// The target a loss compares with, as made from `Given`: each type takes itself alone.
///
/// A bound of this trait in the place of plain equality of types lets the compiler say in words that a target is wrong.
#[diagnostic::on_unimplemented(
    message = "targets of the wrong kind: the loss compares with `{Self}`, not with `{Given}`",
    label = "the targets of the batch are not what the loss compares with",
    note = "`CrossEntropy` and `Nll` take classes, `&[Class<F>; B]`; the other losses of the library take numbers, `&SMatrix<T, F, B>`"
)]
pub trait TargetFrom<Given> {
    /// The same target.
    fn target(given: Given) -> Self;
}

impl<Given> TargetFrom<Given> for Given {
    #[inline(always)]
    fn target(given: Given) -> Self {
        given
    }
}
