//! Batches that are cut into pieces, against their samples one by one.

use nn_runtime::layers::conv2d::{self, ConvParams};
use nn_runtime::layers::{Activation, Identity, Relu, Tanh, Window, conv_transpose2d};
use nn_runtime::sink::{Beta, Sink};
use nn_runtime::{Flat, Scalar};

use crate::conv_transpose2d::{Biased as Transposed, Unbiased as TransposedUnbiased};
use crate::conv2d::{Biased, Params, Unbiased};
use crate::kernel::Random;
use crate::on_level;

/// Which functions are called.
#[derive(Clone, Copy)]
enum Way {
    Forth,
    Back,
    Pooled,
}

struct Case<F> {
    way: Way,
    f: F,
    windows: [Window; 2],
    groups: usize,
    /// The numbers of samples of a batch, and how many there is memory for.
    batches: &'static [[usize; 2]],
}

/// The windows of the maxima.
fn pool(windows: [Window; 2]) -> [Window; 2] {
    windows.map(|window| Window::new(window.output(), 2).stride(2))
}

impl<F: Copy> Case<F> {
    /// The numbers of a sample of x and of y.
    fn lens<P: ConvParams>(&self) -> [usize; 2] {
        let area = |[rows, columns]: [usize; 2]| rows * columns;
        let [rows, columns] = P::TAP;
        let (inner, outer) = (area(self.windows.map(|w| w.len)), area(self.windows.map(Window::output)));
        match self.way {
            Way::Forth => [inner * columns * self.groups, outer * rows],
            Way::Back => [outer * rows, inner * columns * self.groups],
            Way::Pooled => [inner * columns * self.groups, area(pool(self.windows).map(Window::output)) * rows],
        }
    }

    /// Both passes over `n` samples with memory for `capacity`: gives y.
    #[rustfmt::skip] // arguments that would stand in a column each
    fn run<P: ConvParams>(
        &self,
        net: &P,
        x: &[P::T],
        dy: &[P::T],
        [n, capacity]: [usize; 2],
        dx: Sink<'_, P::T>,
        (grads, beta): (Option<&mut P>, Beta),
    ) -> Vec<P::T>
    where
        F: Activation<P::T>,
    {
        let (&Self { way, f, windows, groups, .. }, nan) = (self, P::T::from_f64(f64::NAN));
        let ([_, to], pool) = (self.lens::<P>(), pool(windows));
        let [rows, columns] = P::TAP;
        let (inputs, outputs) = match way {
            Way::Back => (rows, columns * groups),
            _ => (columns * groups, rows),
        };
        let sizes = match way {
            Way::Back => [conv_transpose2d::forward_memory, conv_transpose2d::backward_memory, conv2d::pooled_values],
            _ => [conv2d::forward_memory, conv2d::backward_memory, conv2d::pooled_values],
        };
        let [mut forward, mut backward, mut values] =
            sizes.map(|size| vec![nan; size(inputs, outputs, windows, groups).scalars(capacity)]);
        let (mut y, mut places, mut dy) = (vec![nan; n * to], vec![nan; n * to], dy.to_vec());
        let (forward, backward, values) = (&mut forward[..], &mut backward[..], &mut values[..]);
        on_level!(|isa| match way {
            Way::Forth => {
                conv2d::forward(isa, f, net, x, &mut y, forward, windows, groups, n);
                conv2d::backward(isa, f, net, x, &y, &mut dy, dx, grads, beta, backward, windows, groups, n);
            }
            Way::Back => {
                conv_transpose2d::forward(isa, f, net, x, &mut y, forward, windows, groups, n);
                conv_transpose2d::backward(isa, f, net, x, &y, &mut dy, dx, grads, beta, backward, windows, groups, n);
            }
            Way::Pooled => {
                let at = Some(&mut places[..]);
                conv2d::forward_pooled(isa, f, net, x, &mut y, at, forward, values, windows, groups, pool, n);
                let (p, m, v) = (&places, backward, values);
                conv2d::backward_pooled(isa, f, net, x, &y, &mut dy, dx, grads, beta, p, m, v, windows, groups, pool, n);
            }
        });
        y
    }

    fn check<P: Params, T: Scalar>(&self, random: &mut Random)
    where
        F: Activation<T>,
    {
        let [from, to] = self.lens::<P::As<T>>();
        let mut numbers = |len| (0..len).map(|_| T::from_f64(random.number(-1.0, 1.0))).collect::<Vec<T>>();
        let net = numbers(P::As::<T>::LEN);
        let net = P::As::<T>::from_flat(&net);
        for &[n, capacity] in self.batches {
            let (x, dy) = (numbers(n * from), numbers(n * to));
            let (mut sums, mut sample_dx) = (vec![T::ZERO; P::As::<T>::LEN], vec![T::ZERO; from]);
            let (mut dx, mut grads) = (vec![T::ZERO; x.len()], vec![T::ONE; sums.len()]);
            let asked = (Some(P::As::<T>::from_flat_mut(&mut grads)), Beta::Add);
            let y = self.run(net, &x, &dy, [n, capacity], Sink::Store(&mut dx), asked);
            for (i, (x, dy)) in x.chunks(from).zip(dy.chunks(to)).enumerate() {
                let asked = (Some(P::As::<T>::from_flat_mut(&mut sums)), Beta::Add);
                let sample_y = self.run(net, x, dy, [1, 1], Sink::Store(&mut sample_dx), asked);
                assert!(y[i * to..][..to] == sample_y, "y of sample {i} of {n}");
                assert!(dx[i * from..][..from] == sample_dx, "dx of sample {i} of {n}");
            }
            close(&grads, &sums, 1.0, &format!("gradients of {n}, added to 1"));

            grads.fill(T::from_f64(f64::NAN));
            let asked = (Some(P::As::<T>::from_flat_mut(&mut grads)), Beta::Store);
            self.run(net, &x, &dy, [n, capacity], Sink::Skip, asked);
            close(&grads, &sums, 0.0, &format!("gradients of {n}"));

            let mut added = vec![T::ONE; x.len()];
            self.run(net, &x, &dy, [n, capacity], Sink::Add(&mut added), (None, Beta::Store));
            close(&added, &dx, 1.0, &format!("dx of {n}, added to 1"));
        }
    }
}

/// `more` than what was expected, but for the order of the sums.
#[track_caller]
fn close<T: Scalar>(found: &[T], expected: &[T], more: f64, what: &str) {
    let scale = expected.iter().map(|x| x.to_f64().abs()).fold(1.0, f64::max);
    for (found, expected) in found.iter().zip(expected) {
        let error = (found.to_f64() - more - expected.to_f64()).abs();
        assert!(error <= 300.0 * T::EPSILON.to_f64() * scale, "{what}: {found:?} is not {more} + {expected:?}");
    }
}

/// Of samples that are worth a piece each: one, two pieces, and four, even and uneven, with and without memory for more.
const LARGE: &[[usize; 2]] = &[[1, 16], [2, 2], [7, 40], [16, 16], [23, 40]];
/// Of samples of which three are worth a piece.
const SMALLER: &[[usize; 2]] = &[[5, 5], [5, 50], [6, 6], [47, 48], [48, 48]];

#[test]
fn convolutions() {
    let random = &mut Random::new(31);
    let padded = [Window::new(12, 3).padding(1, 1); 2];
    let case = Case { way: Way::Forth, f: Relu, windows: padded, groups: 1, batches: LARGE };
    case.check::<Biased<16, 32, 3, 3>, f32>(random);
    let case = Case { way: Way::Forth, f: Tanh, windows: padded, groups: 2, batches: LARGE };
    case.check::<Biased<16, 32, 3, 3>, f64>(random);
    let single = [Window::new(40, 1), Window::new(20, 1)];
    let case = Case { way: Way::Forth, f: Identity, windows: single, groups: 1, batches: LARGE };
    case.check::<Unbiased<20, 37, 1, 1>, f32>(random);
    // Depthwise, of 184,320 multiply-adds.
    let windows = [Window::new(32, 3).padding(1, 1), Window::new(20, 3).padding(1, 1)];
    let case = Case { way: Way::Forth, f: Relu, windows, groups: 32, batches: SMALLER };
    case.check::<Biased<1, 32, 3, 3>, f32>(random);
}

#[test]
fn transposed_convolutions() {
    let random = &mut Random::new(32);
    let windows = [Window::new(25, 3).stride(2).padding(1, 1); 2];
    let case = Case { way: Way::Back, f: Relu, windows, groups: 1, batches: LARGE };
    case.check::<Transposed<16, 32, 3, 3, 32>, f32>(random);
    case.check::<TransposedUnbiased<16, 32, 3, 3>, f32>(random);
}

#[test]
fn convolutions_with_maxima() {
    let random = &mut Random::new(33);
    let case = Case { way: Way::Pooled, f: Relu, windows: [Window::new(18, 5); 2], groups: 1, batches: LARGE };
    case.check::<Biased<8, 20, 5, 5>, f32>(random);
    // Of 184,320 multiply-adds.
    let windows = [Window::new(20, 5), Window::new(14, 5)];
    let case = Case { way: Way::Pooled, f: Tanh, windows, groups: 1, batches: SMALLER };
    case.check::<Biased<6, 8, 5, 5>, f64>(random);
}
