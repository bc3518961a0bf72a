//! What a training step tells every stage: where its randomness comes from, and whether it may learn.

/// A counter-based source of random numbers: the same seed, step, stage and index give the same bits on every
/// machine, in any order and on any number of threads. Masks are recomputed from it instead of being stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

/// The finaliser of MurmurHash3 with Stafford's constants (variant 13), a bijection that mixes every bit.
#[inline(always)]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Key {
    /// The key of training step `step` of a run with `seed`.
    #[inline(always)]
    pub const fn new(seed: u64, step: u64) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN))).fold(step)
    }

    /// The key of one part (a stage, a block of a `repeat`) below this one.
    #[inline(always)]
    pub const fn fold(self, part: u64) -> Self {
        Self(mix(self.0 ^ mix(part.wrapping_add(GOLDEN).wrapping_mul(GOLDEN))))
    }

    /// 64 random bits for the element at `index`.
    #[inline(always)]
    pub const fn bits(self, index: u64) -> u64 {
        mix(self.0.wrapping_add(index.wrapping_mul(GOLDEN)))
    }

    /// A number of [0, 1) for the element at `index`.
    #[inline(always)]
    pub const fn unit(self, index: u64) -> f64 {
        (self.bits(index) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }
}

/// What a training step tells every stage.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The source of random masks.
    pub key: Key,
    /// Set below a stage marked `#[frozen]`: batch statistics are not taken, running ones are used and kept.
    pub frozen: bool,
}

impl Step {
    /// Training step `step` of a run with `seed`.
    #[inline(always)]
    pub const fn new(seed: u64, step: u64) -> Self {
        Self { key: Key::new(seed, step), frozen: false }
    }

    /// The same step as the part below it sees it.
    #[inline(always)]
    pub const fn part(self, part: u64, frozen: bool) -> Self {
        Self { key: self.key.fold(part), frozen: self.frozen || frozen }
    }
}
