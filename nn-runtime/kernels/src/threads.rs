//! How work is shared among threads.
//!
//! It is cut into pieces whose number depends on its size alone, and what they have in common is added up in a fixed order: the
//! bits do not depend on the number of threads. Without the feature `rayon` nothing is cut.

#[cfg(feature = "rayon")]
use core::cell::Cell;

/// The multiply-adds that are worth handing over: a thread that sleeps takes some microseconds to wake up.
pub const WORTH: usize = 1 << 19;
/// The numbers that are worth it where each is read, and little is computed of it.
pub(crate) const NUMBERS: usize = 1 << 15;
/// [`costly_pieces`], at most.
pub const MOST_COSTLY: usize = 4;

/// The pieces, `most` at most, that some work is cut into, where `least` of it are worth handing over: a power of two, so that two and four
/// threads get equal shares.
#[inline(always)]
pub const fn pieces(amount: usize, least: usize, most: usize) -> usize {
    // Without a division, which small work would notice.
    if !cfg!(feature = "rayon") || amount < 2 * least || most < 2 {
        return 1;
    }
    let count = amount / least;
    1 << (if count < most { count } else { most }).ilog2()
}

/// The pieces that so many samples are cut into where each piece needs memory of its own and does some of the work anew: one below 2 `least`, two
/// below 16 `least`, then four.
#[inline(always)]
pub const fn costly_pieces(samples: usize, least: usize) -> usize {
    match pieces(samples, 4 * least, MOST_COSTLY) {
        1 => pieces(samples, least, 2),
        count => count,
    }
}

#[cfg(feature = "rayon")]
std::thread_local! {
    /// Whether this thread does all its work itself.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` without handing anything over to other threads.
#[inline(always)]
pub fn alone<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(feature = "rayon")]
    let _until_then = {
        /// Ends it, also where `work` panics.
        struct Until(bool);
        impl Drop for Until {
            fn drop(&mut self) {
                ALONE.set(self.0);
            }
        }
        Until(ALONE.replace(true))
    };
    work()
}

/// Whether there are several threads to share work. Asking makes them, so it is asked of large work alone.
#[inline(always)]
pub fn several() -> bool {
    #[cfg(feature = "rayon")]
    return !ALONE.get() && rayon::current_num_threads() > 1;
    #[cfg(not(feature = "rayon"))]
    false
}

/// Does both, side by side where there are several threads.
#[inline(always)]
pub fn both(first: impl FnOnce() + Send, second: impl FnOnce() + Send) {
    #[cfg(feature = "rayon")]
    if several() {
        rayon::join(first, second);
        return;
    }
    first();
    second();
}

/// Does `work` on each of the pieces, which are there, side by side where there are several threads.
pub fn each<P: Send>(pieces: &mut [Option<P>], work: &(dyn Fn(P) + Sync)) {
    if let [piece] = pieces {
        return piece.take().into_iter().for_each(work);
    }
    let (first, second) = pieces.split_at_mut(pieces.len() / 2);
    both(|| each(first, work), || each(second, work));
}
