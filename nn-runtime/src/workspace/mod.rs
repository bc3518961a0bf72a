//! Workspaces: the memory that passes need beside the network, one flat piece each, its size known while the compiler runs.
//!
//! A [`Workspace`] is for training, an [`InferenceWorkspace`] for inference alone. Both are made once, on the heap or in
//! memory of one's own, and used for every batch; a pass allocates nothing.

mod inference;
pub(crate) mod training;

use core::marker::PhantomData;

use thiserror::Error;

#[cfg(feature = "alloc")]
pub(crate) use self::inference::infer_in;
pub use self::inference::{Infer, InferenceWorkspace, inference_len};
pub use self::training::{Workspace, training_len};
use crate::flat::Flat;
use crate::losses::LossFor;
use crate::network::Network;
use crate::ports::{Inputs, Outputs};

/// The matrices a caller of network `N` hands over.
pub type In<'a, N, const B: usize> = <<N as Network>::Inputs as Inputs>::In<'a, <N as Flat>::T, B>;
/// The matrices a caller of network `N` receives.
pub type Out<'a, N, const B: usize> = <<N as Network>::Outputs as Outputs>::Out<'a, <N as Flat>::T, B>;
/// The targets of loss `L` on network `N`.
pub type Target<'a, N, L, const B: usize> = <L as LossFor<<N as Network>::Outputs>>::Target<'a, <N as Flat>::T, B>;

/// Where a workspace lies unless told otherwise: on the heap.
#[cfg(feature = "alloc")]
pub type DefaultMemory<T> = crate::memory::Heap<T>;
/// Where a workspace lies unless told otherwise: without an allocator, in a `static`.
#[cfg(not(feature = "alloc"))]
pub type DefaultMemory<T> = &'static mut [T];

/// Memory that has another length than a workspace needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the workspace of `{network}` at a capacity of {capacity} needs {needed} scalars, but the memory has {given}")]
pub struct MemoryError {
    /// The network's name.
    pub network: &'static str,
    /// The capacity.
    pub capacity: usize,
    /// Scalars needed.
    pub needed: usize,
    /// Scalars given.
    pub given: usize,
}

/// Memory that is as long as its user needs.
struct Arena<N, const B: usize, M> {
    memory: M,
    network: PhantomData<fn() -> N>,
}

impl<N: Network, const B: usize, M> Arena<N, B, M> {
    fn new(memory: M, needed: usize) -> Result<Self, MemoryError>
    where
        M: AsRef<[N::T]>,
    {
        let given = memory.as_ref().len();
        if given != needed {
            return Err(MemoryError { network: N::NAME, capacity: B, needed, given });
        }
        Ok(Self { memory, network: PhantomData })
    }
}

#[cfg(feature = "alloc")]
impl<N: Network, const B: usize> Arena<N, B, DefaultMemory<N::T>> {
    fn on_heap(len: usize) -> Self {
        Self { memory: DefaultMemory::zeroed(len), network: PhantomData }
    }
}
