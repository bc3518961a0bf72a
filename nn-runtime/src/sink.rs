//! Where a backward kernel puts what it computes.

pub use nn_kernels::Beta;

use crate::scalar::Scalar;

/// Where the gradient of an input goes: a slice that may be longer than what a kernel puts there, or nowhere.
///
/// ```
/// use nn_runtime::sink::Sink;
///
/// let mut dx = [1.0f32, 1.0, 1.0];
/// Sink::Store(&mut dx).put(2, |i| 10.0 * i as f32);
/// Sink::Add(&mut dx).put_slice(&[5.0]);
/// assert_eq!(dx, [5.0, 10.0, 1.0]);
/// ```
#[derive(Debug)]
pub enum Sink<'a, T> {
    /// Nobody asks for it: nothing is computed.
    Skip,
    /// Overwrites the slice.
    Store(&'a mut [T]),
    /// Adds to the slice.
    Add(&'a mut [T]),
}

impl<'a, T: Scalar> Sink<'a, T> {
    /// `Store` or `Add`, as `beta` says.
    #[inline(always)]
    pub fn new(slice: &'a mut [T], beta: Beta) -> Self {
        match beta {
            Beta::Store => Self::Store(slice),
            Beta::Add => Self::Add(slice),
        }
    }

    /// The sink where it is `wanted`, [`Skip`](Sink::Skip) where not.
    #[inline(always)]
    pub fn only_if(self, wanted: bool) -> Self {
        if wanted { self } else { Self::Skip }
    }

    /// Whether somebody asks for the gradient.
    #[inline(always)]
    pub fn wanted(&self) -> bool {
        !matches!(self, Self::Skip)
    }

    /// The slice, and whether it is overwritten or added to; `None` where nobody asks.
    #[inline(always)]
    pub fn place(self) -> Option<(Beta, &'a mut [T])> {
        match self {
            Self::Skip => None,
            Self::Store(slice) => Some((Beta::Store, slice)),
            Self::Add(slice) => Some((Beta::Add, slice)),
        }
    }

    /// The same sink for a shorter time.
    #[inline(always)]
    pub fn reborrow(&mut self) -> Sink<'_, T> {
        match self {
            Self::Skip => Sink::Skip,
            Self::Store(s) => Sink::Store(s),
            Self::Add(s) => Sink::Add(s),
        }
    }

    /// The same sink, which from now on adds: for the second contributor.
    #[inline(always)]
    pub fn again(&mut self) -> Sink<'_, T> {
        match self {
            Self::Skip => Sink::Skip,
            Self::Store(s) | Self::Add(s) => Sink::Add(s),
        }
    }

    /// The same sink from element `start` on.
    ///
    /// # Panics
    ///
    /// If the slice is shorter than `start`.
    #[inline(always)]
    pub fn from(&mut self, start: usize) -> Sink<'_, T> {
        match self {
            Self::Skip => Sink::Skip,
            Self::Store(s) => Sink::Store(&mut s[start..]),
            Self::Add(s) => Sink::Add(&mut s[start..]),
        }
    }

    /// Puts `value(i)` at every `i` below `len`.
    ///
    /// # Panics
    ///
    /// If the slice is shorter than `len`.
    #[inline(always)]
    pub fn put(self, len: usize, value: impl Fn(usize) -> T) {
        match self {
            Self::Skip => {}
            Self::Store(s) => s[..len].iter_mut().enumerate().for_each(|(i, d)| *d = value(i)),
            Self::Add(s) => s[..len].iter_mut().enumerate().for_each(|(i, d)| *d += value(i)),
        }
    }

    /// Puts all of `values`, from the first element on.
    ///
    /// # Panics
    ///
    /// If the slice is shorter than `values`.
    #[inline(always)]
    pub fn put_slice(self, values: &[T]) {
        match self {
            Self::Skip => {}
            Self::Store(s) => s[..values.len()].copy_from_slice(values),
            Self::Add(s) => s[..values.len()].iter_mut().zip(values).for_each(|(d, &v)| *d += v),
        }
    }
}
