//! Initial values of parameters, from a seed.

/// The generator that initial values are drawn from: ChaCha with 8 rounds, the same stream on every machine.
pub type Rng = rand_chacha::ChaCha8Rng;
