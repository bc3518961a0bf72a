//! Memory for workspaces and models: made once, in place, zeroed, aligned for the widest vectors.
//!
//! With `flat.rs`, the only file that reinterprets memory.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::scalar::Scalar;

/// Memory of `LEN` scalars in a `static`, handed out once.
///
/// ```
/// use nn_runtime::StaticMemory;
///
/// static MEMORY: StaticMemory<1024> = StaticMemory::new();
/// let memory: &'static mut [f32] = MEMORY.take().expect("taken for the first time");
/// assert_eq!(memory.len(), 1024);
/// assert!(MEMORY.take().is_none());
/// ```
#[derive(Debug)]
#[repr(C, align(64))]
pub struct StaticMemory<const LEN: usize, T = f32> {
    scalars: UnsafeCell<[T; LEN]>,
    taken: AtomicBool,
}

// SAFETY: the scalars are reachable through `take` alone, which gives them out at most once.
unsafe impl<const LEN: usize, T: Scalar> Sync for StaticMemory<LEN, T> {}

impl<const LEN: usize, T: Scalar> StaticMemory<LEN, T> {
    /// Zeroed memory.
    pub const fn new() -> Self {
        Self { scalars: UnsafeCell::new([T::ZERO; LEN]), taken: AtomicBool::new(false) }
    }

    /// The memory, the first time; `None` ever after.
    #[allow(clippy::mut_from_ref)] // `taken` makes the reference the only one
    pub fn take(&'static self) -> Option<&'static mut [T]> {
        if self.taken.swap(true, Ordering::AcqRel) {
            return None;
        }
        // SAFETY: `taken` was false, so this is the only reference there will ever be.
        Some(unsafe { &mut *self.scalars.get() })
    }
}

impl<const LEN: usize, T: Scalar> Default for StaticMemory<LEN, T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "alloc")]
pub use heap::{Heap, zeroed_box};

#[cfg(feature = "alloc")]
mod heap {
    use alloc::alloc::{Layout, alloc_zeroed, handle_alloc_error};
    use alloc::boxed::Box;
    use core::marker::PhantomData;

    use crate::flat::Flat;
    use crate::scalar::Scalar;

    /// The unit heap memory is made of, and its alignment.
    #[derive(Clone, Copy)]
    #[repr(C, align(64))]
    struct Line([u8; 64]);

    // SAFETY: bytes; zero is a valid value.
    unsafe impl bytemuck::Zeroable for Line {}
    // SAFETY: bytes without padding (64 of them, aligned to 64), `repr(C)`, `Copy`.
    unsafe impl bytemuck::Pod for Line {}

    /// Scalars on the heap, aligned to 64 bytes.
    pub struct Heap<T> {
        lines: Box<[Line]>,
        len: usize,
        scalar: PhantomData<T>,
    }

    impl<T: Scalar> Heap<T> {
        /// `len` zeros.
        pub fn zeroed(len: usize) -> Self {
            let lines = bytemuck::zeroed_slice_box((len * size_of::<T>()).div_ceil(size_of::<Line>()));
            Self { lines, len, scalar: PhantomData }
        }
    }

    impl<T: Scalar> AsRef<[T]> for Heap<T> {
        #[inline(always)]
        fn as_ref(&self) -> &[T] {
            &bytemuck::cast_slice(&self.lines)[..self.len]
        }
    }

    impl<T: Scalar> AsMut<[T]> for Heap<T> {
        #[inline(always)]
        fn as_mut(&mut self) -> &mut [T] {
            &mut bytemuck::cast_slice_mut(&mut self.lines)[..self.len]
        }
    }

    impl<T> core::fmt::Debug for Heap<T> {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            write!(f, "Heap({} scalars)", self.len)
        }
    }

    /// A box of zeros, made in place: no value of its size crosses the stack.
    pub fn zeroed_box<F: Flat>() -> Box<F> {
        let layout = Layout::new::<F>();
        if layout.size() == 0 {
            // SAFETY: a type of size 0 is read from any well-aligned, dangling pointer.
            return unsafe { Box::from_raw(core::ptr::NonNull::<F>::dangling().as_ptr()) };
        }
        // SAFETY: the layout's size is not 0.
        let memory = unsafe { alloc_zeroed(layout) };
        if memory.is_null() {
            handle_alloc_error(layout);
        }
        // SAFETY: allocated with the layout of `F` by the global allocator, and zeros are a valid `Flat`.
        unsafe { Box::from_raw(memory.cast()) }
    }
}
