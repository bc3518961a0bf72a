//! Kernels against what is written down plainly, on every instruction set of this processor.

mod convolutions;
mod elementary;
mod pools;
mod products;
mod roots;
