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
///
/// let mut dy = [1.0f32, 2.0];
/// Sink::InPlace.put_each(&mut dy, |_, dy| -dy);
/// assert_eq!(dy, [-1.0, -2.0]);
/// ```
#[derive(Debug)]
pub enum Sink<'a, T> {
    /// Nobody asks for it: nothing is computed.
    Skip,
    /// Overwrites the slice.
    Store(&'a mut [T]),
    /// Adds to the slice.
    Add(&'a mut [T]),
    /// Takes the place of the gradient of the output. Layers and networks are asked for that only where they say that they can.
    InPlace,
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

    /// The sink, or [`InPlace`](Sink::InPlace) where whoever is handed it works `in_place`.
    #[inline(always)]
    pub fn unless(self, in_place: bool) -> Self {
        if in_place { Self::InPlace } else { self }
    }

    /// The sink; one in place stores into the slice from now on: that of the gradient of the output, which is no longer needed.
    #[inline(always)]
    pub fn or(self, dy: &'a mut [T]) -> Self {
        match self {
            Self::InPlace => Self::Store(dy),
            other => other,
        }
    }

    /// Whether somebody asks for the gradient.
    #[inline(always)]
    pub fn wanted(&self) -> bool {
        !matches!(self, Self::Skip)
    }

    /// The slice, and whether it is overwritten or added to; `None` where nobody asks.
    ///
    /// # Panics
    ///
    /// If the gradient is to be computed in place, as from all methods below that are not given that of the output.
    #[inline(always)]
    pub fn place(self) -> Option<(Beta, &'a mut [T])> {
        match self {
            Self::Skip => None,
            Self::Store(slice) => Some((Beta::Store, slice)),
            Self::Add(slice) => Some((Beta::Add, slice)),
            Self::InPlace => refuse(),
        }
    }

    /// [`place`](Self::place), and `dy` beside it; in place, the slice is `dy` itself, and there is nothing beside it.
    #[inline(always)]
    pub(crate) fn place_over(self, dy: &'a mut [T]) -> Option<Beside<'a, T>> {
        match self {
            Self::InPlace => Some((None, Beta::Store, dy)),
            other => other.place().map(|(beta, slice)| (Some(&*dy), beta, slice)),
        }
    }

    /// The same sink for a shorter time.
    #[inline(always)]
    pub fn reborrow(&mut self) -> Sink<'_, T> {
        match self {
            Self::Skip => Sink::Skip,
            Self::Store(s) => Sink::Store(s),
            Self::Add(s) => Sink::Add(s),
            Self::InPlace => Sink::InPlace,
        }
    }

    /// The same sink, which from now on adds: for the second contributor.
    #[inline(always)]
    pub fn again(&mut self) -> Sink<'_, T> {
        match self {
            Self::Skip => Sink::Skip,
            Self::Store(s) | Self::Add(s) => Sink::Add(s),
            Self::InPlace => refuse(),
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
            Self::InPlace => Sink::InPlace,
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
            Self::InPlace => refuse(),
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
            Self::InPlace => refuse(),
        }
    }

    /// Puts `value(i, dy[i])` at every `i` that `dy` has.
    ///
    /// # Panics
    ///
    /// If the slice is shorter than `dy`.
    #[inline(always)]
    pub fn put_each(self, dy: &mut [T], value: impl Fn(usize, T) -> T) {
        match self {
            Self::InPlace => dy.iter_mut().enumerate().for_each(|(i, d)| *d = value(i, *d)),
            other => {
                let dy = &*dy;
                other.put(dy.len(), |i| value(i, dy[i]));
            }
        }
    }

    /// Puts `dy` itself: in place, it is there.
    ///
    /// # Panics
    ///
    /// If the slice is shorter than `dy`.
    #[inline(always)]
    pub fn put_same(self, dy: &[T]) {
        match self {
            Self::InPlace => {}
            other => other.put_slice(dy),
        }
    }
}

/// The gradient of the output, if it lies beside the slice, which is overwritten or added to.
type Beside<'a, T> = (Option<&'a [T]>, Beta, &'a mut [T]);

/// What only the gradient of the output would tell.
#[cold]
fn refuse() -> ! {
    panic!("this gradient cannot be computed in place")
}
