//! A number that changes whenever the architecture of a network does.

/// Folds numbers into a fingerprint while the compiler runs (FNV-1a over 64-bit words).
#[derive(Clone, Copy, Debug)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Begins with the text of the architecture, dimensions that only rustc knows left out.
    pub const fn new(text: &str) -> Self {
        let (bytes, mut i) = (text.as_bytes(), 0);
        let mut this = Self(0xcbf2_9ce4_8422_2325);
        while i < bytes.len() {
            this = this.with(bytes[i] as u64);
            i += 1;
        }
        this
    }

    /// Folds in dimensions.
    pub const fn dims(mut self, dims: &[usize]) -> Self {
        let mut i = 0;
        while i < dims.len() {
            self = self.with(dims[i] as u64);
            i += 1;
        }
        self
    }

    /// Folds in a number, such as the fingerprint of a network below.
    pub const fn with(self, word: u64) -> Self {
        let mixed = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        Self(mixed ^ (mixed >> 29))
    }

    /// The fingerprint.
    pub const fn finish(self) -> u64 {
        self.0
    }
}
