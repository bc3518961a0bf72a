//! The speed of each kernel by itself, so that a regression is found where it is.
//!
//! ```sh
//! cargo bench -p nn-runtime                           # all of them
//! cargo bench -p nn-runtime -- products::forward      # some
//! NN_ISA=avx2 cargo bench -p nn-runtime               # on another instruction set
//! ```
//!
//! Of products and convolutions an item is a floating-point operation, so that `Gitem/s` reads GFLOP/s; elsewhere it is a number of the
//! input, or a parameter. Kernels run as in a pass: within `dispatch`, on memory that is in the caches if it fits.

mod convolutions;
mod elementwise;
mod losses;
mod norms;
mod optimizers;
mod pools;
mod products;

use nn_runtime::Scalar;
use nn_runtime::isa::Level;
use nn_runtime::step::Key;

fn main() {
    println!("{}", Level::current().name());
    divan::main();
}

/// Numbers of ±1, the same in every run.
fn numbers<T: Scalar>(len: usize) -> Vec<T> {
    let key = Key::new(1, 0);
    (0..len).map(|i| T::from_f64(2.0 * key.unit(i as u64) - 1.0)).collect()
}
