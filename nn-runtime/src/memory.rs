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
pub(crate) use heap::lend;
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

    /// Lends `len` zeros to `work`: on the stack up to 32 KiB, from the heap, by one allocation, beyond.
    ///
    /// There are three sizes on the stack, so that a small user does not zero the memory of a large one, which takes longer than
    /// the whole prediction of a network such as xor.
    pub(crate) fn lend<T: Scalar, R>(len: usize, work: impl FnOnce(&mut [T]) -> R) -> R {
        match len * size_of::<T>() {
            0..=0x200 => on_stack::<{ 0x200 / size_of::<Line>() }, T, R>(len, work),
            0x201..=0x1000 => on_stack::<{ 0x1000 / size_of::<Line>() }, T, R>(len, work),
            0x1001..=0x8000 => on_stack::<{ 0x8000 / size_of::<Line>() }, T, R>(len, work),
            _ => work(Heap::zeroed(len).as_mut()),
        }
    }

    /// Apart, so that nobody else's frame has room for it.
    #[inline(never)]
    fn on_stack<const LINES: usize, T: Scalar, R>(len: usize, work: impl FnOnce(&mut [T]) -> R) -> R {
        let mut lines = [Line([0; 64]); LINES];
        work(&mut bytemuck::cast_slice_mut(&mut lines)[..len])
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

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use nalgebra::SMatrix;

    use super::*;
    use crate::flat::{Flat, Nothing};

    #[test]
    fn memory_of_a_static_is_given_out_once_among_threads() {
        static MEMORY: StaticMemory<64, f64> = StaticMemory::new();
        let taken = || MEMORY.take().map(|memory| memory.fill(1.0)).is_some();
        let threads: [_; 4] = core::array::from_fn(|_| std::thread::spawn(taken));
        assert_eq!(threads.map(|thread| thread.join().unwrap()).iter().filter(|&&taken| taken).count(), 1);
    }

    #[test]
    fn memory_is_aligned_for_the_widest_vectors() {
        static MEMORY: StaticMemory<3> = StaticMemory::new();
        let memory: &[f32] = MEMORY.take().unwrap();
        assert!(memory.as_ptr().addr().is_multiple_of(64));
        for len in [0, 1, 15, 16, 17, 100] {
            let mut heap = Heap::<f32>::zeroed(len);
            assert!(heap.as_ref().as_ptr().addr().is_multiple_of(64));
            assert_eq!(heap.as_ref().iter().filter(|&&v| v == 0.0).count(), len);
            heap.as_mut().fill(1.0);
            assert_eq!(heap.as_mut().len(), len);
        }
    }

    #[test]
    fn lent_memory_is_zeroed_and_as_long_as_asked_for() {
        for len in [0, 1, 64, 65, 512, 513, 4096, 4097, 5000] {
            let sound = lend(len, |memory: &mut [f64]| {
                let aligned = memory.as_ptr().addr().is_multiple_of(64);
                let zeros = memory.iter().filter(|&&v| v == 0.0).count();
                memory.fill(1.0);
                aligned && zeros == len
            });
            assert!(sound, "{len}");
        }
    }

    #[test]
    fn boxes_are_made_of_zeros_and_of_nothing() {
        let mut matrix = zeroed_box::<SMatrix<f32, 33, 17>>();
        assert!(matrix.as_flat().iter().all(|&v| v == 0.0));
        matrix.as_flat_mut().fill(2.0);
        drop(zeroed_box::<Nothing<f64>>());
    }
}
