//! Regularisation that no optimiser does by itself: penalties on the size of parameters, and a bound on it.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use nn_runtime::prelude::*;
//! use nn_runtime::regularizers::{L1, MaxNorm, Penalty};
//!
//! network! { Net(x: [4]) -> [2] { x -> dense<8> -> relu -> #[weight_decay(0.0)] dense<2> } }
//!
//! let (mut model, mut workspace) = (Net::init(1), Workspace::<Net, 16>::new());
//! let (sparse, bounded) = (L1::new(1e-4)?, MaxNorm::new(3.0)?);
//! let mut sgd = Sgd::new(0.1).optimizer::<Net>()?;
//!
//! let (x, targets) = (SMatrix::repeat(0.5), SMatrix::repeat(1.0));
//! model.forward_backward(&mut workspace, Batch::full(&x, &targets), &Mse::new(), Step::new(1, 0));
//! sparse.add_to(model.params(), workspace.grads_mut()); // between the backward pass and the update
//! sgd.step(&mut model, workspace.grads());
//! bounded.apply(model.params_mut()); // behind the update
//! # }
//! # Ok::<(), nn_runtime::SettingError>(())
//! ```
//!
//! A [`Penalty`] concerns all trained parameters, biases included, as the weight decay of optimisers does, but for those whose
//! stage says `#[weight_decay(0.0)]`; any other decay that a stage declares is the optimiser's alone, and takes no part here.
//! [`MaxNorm`] concerns the trained matrices. Nothing is allocated.

mod l1;
mod l2;
mod max_norm;
mod penalty;
#[cfg(all(test, feature = "alloc"))]
mod tests;

pub use self::l1::L1;
pub use self::l2::L2;
pub use self::max_norm::MaxNorm;
pub use self::penalty::Penalty;
