//! Kernels against what is written down plainly, on every instruction set of this processor.

mod channels;
mod convolutions;
mod elementary;
mod pools;
mod products;
mod roots;
mod threads;
