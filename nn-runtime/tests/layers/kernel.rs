//! What every kernel is held to.
//!
//! [`check`] draws inputs, compares the backward pass with finite differences of the forward pass in `f64`, for every
//! way in which gradients are asked for, and then with the same in `f32`; sees that NaN comes through, and that nothing
//! behind the live numbers is read or written.

use nn_runtime::sink::{Beta, Sink};
use nn_runtime::step::Key;
use nn_runtime::{Flat, Scalar};

/// A kernel with `K` inputs to differentiate by, the parameters among them, each as one flat slice.
pub trait Kernel<T: Scalar, const K: usize> {
    /// The live numbers of each input.
    fn inputs(&self) -> [usize; K];
    /// The live numbers of the output.
    fn output(&self) -> usize;
    /// Where the derivative by the first input jumps: finite differences keep away from there.
    fn kinks(&self) -> &[f64] {
        &[]
    }
    /// Whether the larger of two numbers of the first input decides: finite differences keep all of them apart.
    fn compares(&self) -> bool {
        false
    }
    /// The input whose gradient may take the place of that of the output, if there is one.
    fn in_place(&self) -> Option<usize> {
        None
    }
    /// Whether the output depends on number `i` of the first input.
    fn depends_on(&self, _i: usize) -> bool {
        true
    }
    fn forward(&self, inputs: [&[T]; K], y: &mut [T]);
    /// The gradient of each input, as its `Ask` wants it.
    fn backward(&self, inputs: [&[T]; K], dy: &mut [T], asks: [Ask<'_, T>; K]);
}

/// Where the gradient of one input goes, and whether it is asked for.
pub struct Ask<'a, T> {
    place: &'a mut [T],
    pub beta: Beta,
    wanted: bool,
    in_place: bool,
}

impl<'a, T: Scalar> Ask<'a, T> {
    pub fn sink(self) -> Sink<'a, T> {
        Sink::new(self.place, self.beta).unless(self.in_place).only_if(self.wanted)
    }

    pub fn grads<P: Flat<T = T>>(self) -> Option<&'a mut P> {
        self.wanted.then(|| P::from_flat_mut(self.place))
    }
}

/// Random numbers, the same in every run.
pub struct Random {
    key: Key,
    next: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { key: Key::new(seed, 0), next: 0 }
    }

    /// A number of [low, high).
    pub fn number(&mut self, low: f64, high: f64) -> f64 {
        self.next += 1;
        low + (high - low) * self.key.unit(self.next)
    }

    /// A size of low..=high.
    pub fn size(&mut self, low: usize, high: usize) -> usize {
        self.number(low as f64, high as f64 + 1.0) as usize
    }

    /// `len` numbers of ±`bound`, no two near each other.
    fn apart(&mut self, len: usize, bound: f64) -> Vec<f64> {
        let step = 2.0 * bound / len as f64;
        assert!(step > 2.5 * H, "finite differences would cross from one number to the next");
        let mut numbers: Vec<_> = (0..len).map(|i| (i as f64 + 0.5) * step - bound).collect();
        (1..len).for_each(|i| numbers.swap(i, self.size(0, i)));
        numbers
    }

    /// `len` numbers of ±`bound`, none near a kink.
    fn numbers(&mut self, len: usize, bound: f64, kinks: &[f64]) -> Vec<f64> {
        let mut draw = || loop {
            let x = self.number(-bound, bound);
            if kinks.iter().all(|kink| (x - kink).abs() > 3.0 * H) {
                return x;
            }
        };
        (0..len).map(|_| draw()).collect()
    }
}

/// The step of the finite differences.
const H: f64 = 1e-3;
/// Numbers behind the live ones: more than a column of any test.
const SPARE: usize = 64;
/// What must still be there where nothing may be written.
const UNTOUCHED: f64 = 1234.5;

/// Holds `kernel` to everything this module's head lists.
#[track_caller]
pub fn check<const K: usize>(kernel: &(impl Kernel<f64, K> + Kernel<f32, K>), random: &mut Random) {
    let lens = Kernel::<f64, K>::inputs(kernel);
    let kinks: [&[f64]; K] = core::array::from_fn(|k| if k == 0 { Kernel::<f64, K>::kinks(kernel) } else { &[] });
    let inputs: [Vec<f64>; K] = core::array::from_fn(|k| match k {
        0 if Kernel::<f64, K>::compares(kernel) => random.apart(lens[k], 3.0),
        _ => random.numbers(lens[k], 3.0, kinks[k]),
    });
    let dy = random.numbers(Kernel::<f64, K>::output(kernel), 1.0, &[]);

    let expected = differences(kernel, &inputs, &dy);
    for beta in [Beta::Store, Beta::Add] {
        let got = gradients::<f64, K>(kernel, &inputs, &dy, beta, [true; K]);
        compare(&got, &expected, 1e-7, 1e-9);
    }
    check_in_place::<f64, K>(kernel, &inputs, &dy);
    check_in_place::<f32, K>(kernel, &inputs, &dy);
    for k in 0..K {
        let mut wanted = [false; K];
        wanted[k] = true;
        let got = gradients::<f64, K>(kernel, &inputs, &dy, Beta::Store, wanted);
        compare(&got[k..=k], &expected[k..=k], 1e-7, 1e-9);
    }
    gradients::<f64, K>(kernel, &inputs, &dy, Beta::Store, [false; K]);

    let (y, y_single) = (outputs::<f64, K>(kernel, &inputs), outputs::<f32, K>(kernel, &inputs));
    compare(&[y_single], &[y], 1e-5, 1e-5);
    let single = gradients::<f32, K>(kernel, &inputs, &dy, Beta::Store, [true; K]);
    compare(&single, &expected, 1e-4, 1e-4);

    check_nan::<f64, K>(kernel, &inputs, &dy, random);
    check_nan::<f32, K>(kernel, &inputs, &dy, random);
}

/// Gradients are the same, to the bit, where one takes the place of that of the output.
#[track_caller]
fn check_in_place<T: Scalar, const K: usize>(kernel: &impl Kernel<T, K>, inputs: &[Vec<f64>; K], dy: &[f64]) {
    if let Some(in_place) = kernel.in_place() {
        let beside = gradients::<T, K>(kernel, inputs, dy, Beta::Store, [true; K]);
        assert_eq!(gradients_in::<T, K>(kernel, inputs, dy, Beta::Store, [true; K], Some(in_place)), beside);
    }
}

/// A NaN among the inputs reaches the output, and one among the gradients of the output those of the input.
#[track_caller]
fn check_nan<T: Scalar, const K: usize>(
    kernel: &impl Kernel<T, K>,
    inputs: &[Vec<f64>; K],
    dy: &[f64],
    random: &mut Random,
) {
    let i = random.size(0, inputs[0].len() - 1);
    if kernel.depends_on(i) {
        let mut broken = inputs.clone();
        broken[0][i] = f64::NAN;
        assert!(outputs::<T, K>(kernel, &broken).iter().any(|y| y.is_nan()), "a NaN in the input is swallowed");
    }
    let mut broken = dy.to_vec();
    broken[random.size(0, dy.len() - 1)] = f64::NAN;
    let dx = gradients::<T, K>(kernel, inputs, &broken, Beta::Store, [true; K]);
    assert!(dx.iter().flatten().any(|d| d.is_nan()), "a NaN in the gradient is swallowed");
}

/// `numbers`, with `spare` behind them.
fn padded<T: Scalar>(numbers: &[f64], spare: f64) -> Vec<T> {
    numbers.iter().copied().chain([spare; SPARE]).map(T::from_f64).collect()
}

/// The live numbers of `padded`, whose others must be untouched.
#[track_caller]
fn live<T: Scalar>(padded: &[T], len: usize) -> Vec<f64> {
    let (live, spare) = padded.split_at(len);
    assert!(spare.iter().all(|s| s.to_f64() == UNTOUCHED), "written behind the live numbers");
    live.iter().map(|x| x.to_f64()).collect()
}

/// The output for `inputs`, behind which lies NaN.
#[track_caller]
fn outputs<T: Scalar, const K: usize>(kernel: &impl Kernel<T, K>, inputs: &[Vec<f64>; K]) -> Vec<f64> {
    let len = kernel.output();
    let inputs = inputs.each_ref().map(|x| padded::<T>(x, f64::NAN));
    let mut y = padded::<T>(&vec![f64::NAN; len], UNTOUCHED);
    kernel.forward(inputs.each_ref().map(Vec::as_slice), &mut y);
    live(&y, len)
}

/// The gradients that the backward pass computes, each taken out of what it left after storing or adding.
#[track_caller]
fn gradients<T: Scalar, const K: usize>(
    kernel: &impl Kernel<T, K>,
    inputs: &[Vec<f64>; K],
    dy: &[f64],
    beta: Beta,
    wanted: [bool; K],
) -> [Vec<f64>; K] {
    gradients_in(kernel, inputs, dy, beta, wanted, None)
}

/// [`gradients`], of which that of one input may take the place of that of the output.
#[track_caller]
fn gradients_in<T: Scalar, const K: usize>(
    kernel: &impl Kernel<T, K>,
    inputs: &[Vec<f64>; K],
    dy: &[f64],
    beta: Beta,
    wanted: [bool; K],
    in_place: Option<usize>,
) -> [Vec<f64>; K] {
    let before = if beta == Beta::Add { 2.0 } else { UNTOUCHED };
    let mut places = inputs.each_ref().map(|x| padded::<T>(&vec![before; x.len()], UNTOUCHED));
    let padded_inputs = inputs.each_ref().map(|x| padded::<T>(x, f64::NAN));
    let mut dy = padded::<T>(dy, f64::NAN);
    let mut k = 0;
    let asks = places.each_mut().map(|place| {
        k += 1;
        Ask { place: place.as_mut_slice(), beta, wanted: wanted[k - 1], in_place: in_place == Some(k - 1) }
    });
    kernel.backward(padded_inputs.each_ref().map(Vec::as_slice), &mut dy, asks);
    if let Some(k) = in_place {
        let (made, spare) = dy.split_at(inputs[k].len());
        assert!(spare.iter().all(|d| d.is_nan()), "written behind the live numbers");
        places[k][..made.len()].copy_from_slice(made);
    }
    core::array::from_fn(|k| {
        let mut got = live(&places[k], inputs[k].len());
        if !wanted[k] {
            assert!(got.iter().all(|&d| d == before), "input {k} has a gradient that nobody asked for");
        } else if beta == Beta::Add {
            got.iter_mut().for_each(|d| *d -= before);
        }
        got
    })
}

/// The derivatives of Σ dyᵢ yᵢ by every number of every input, by central differences of fourth order.
#[track_caller]
fn differences<const K: usize>(kernel: &impl Kernel<f64, K>, inputs: &[Vec<f64>; K], dy: &[f64]) -> [Vec<f64>; K] {
    let base = outputs(kernel, inputs);
    let at = |k: usize, i: usize, h: f64| -> f64 {
        let mut moved = inputs.clone();
        moved[k][i] += h;
        // Differences to the base keep what does not depend on this number out of the rounding error.
        outputs(kernel, &moved).iter().zip(&base).zip(dy).map(|((y, base), dy)| (y - base) * dy).sum()
    };
    let derivative =
        |k, i| (8.0 * (at(k, i, H) - at(k, i, -H)) - (at(k, i, 2.0 * H) - at(k, i, -2.0 * H))) / (12.0 * H);
    core::array::from_fn(|k| (0..inputs[k].len()).map(|i| derivative(k, i)).collect())
}

/// |got − expected| ≤ relative · |expected| + absolute, number by number.
#[track_caller]
pub fn compare(got: &[Vec<f64>], expected: &[Vec<f64>], relative: f64, absolute: f64) {
    assert_eq!(got.len(), expected.len());
    for (k, (got, expected)) in got.iter().zip(expected).enumerate() {
        assert_eq!(got.len(), expected.len());
        for (i, (g, e)) in got.iter().zip(expected).enumerate() {
            // Written such that a NaN fails.
            assert!((g - e).abs() <= relative * e.abs() + absolute, "[{k}][{i}]: got {g}, expected {e}");
        }
    }
}
