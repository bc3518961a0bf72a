//! Square roots against those of the processor, on every instruction set.

use nn_kernels::{MOST_LANES, Real, Vector, lanes};
use nn_runtime::isa::{Isa, Level, Task};

struct Roots<'a>(&'a mut [f32], f32);

impl Task for Roots<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        let simd = isa.simd();
        for numbers in self.0.chunks_exact_mut(lanes::<S::Simd, f32>()) {
            let sum = Vector::<S::Simd, f32>::splat(simd, self.1);
            f32::root_plus(simd, Vector::<S::Simd, f32>::load(simd, numbers), sum).store(numbers);
        }
    }
}

/// Two exponents are all there is, for others give the same fractions; so a fine grid in two, and some of all.
#[test]
fn roots_are_near() {
    let fine = (0x3f80_0000..0x4080_0000).step_by(97);
    let all = (0x0d00_0000..0x7f80_0000).step_by(99_991);
    let numbers: Vec<f32> = fine.chain(all).map(f32::from_bits).collect();
    let numbers = &numbers[..numbers.len() / MOST_LANES * MOST_LANES];
    for level in Level::all() {
        let mut roots = numbers.to_vec();
        level.run(Roots(&mut roots, 0.0));
        for (&v, root) in numbers.iter().zip(roots) {
            let exact = f64::from(v).sqrt();
            let last = f64::from(f32::from_bits((exact as f32).to_bits() + 1)) - f64::from(exact as f32);
            assert!((f64::from(root) - exact).abs() <= 3.5 * last, "√{v:e} is not {root:e} on {}", level.name());
        }
    }
}

#[test]
fn roots_of_the_ends_are_theirs() {
    for level in Level::all() {
        let mut numbers = [0.0; MOST_LANES];
        numbers[..4].copy_from_slice(&[f32::INFINITY, f32::NAN, 1e-42, f32::MAX]);
        level.run(Roots(&mut numbers, 1e-8));
        let [infinite, nan, subnormal, largest, zero, ..] = numbers;
        assert_eq!([infinite, subnormal, zero], [f32::INFINITY, 1e-8, 1e-8], "{}", level.name());
        assert!(nan.is_nan() && (largest / f32::MAX.sqrt() - 1.0).abs() < 1e-6, "{}", level.name());
    }
}
