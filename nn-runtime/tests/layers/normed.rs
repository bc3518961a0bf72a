//! Norms folded into the layers before them, against the same one after the other.

use nn_runtime::layers::batch_norm::{self, Running};
use nn_runtime::layers::{
    Activation, BatchNorm, BatchNormState, Conv2d, Conv2dNoBias, ConvTranspose2d, Dense, Identity, Relu, Tanh, Window,
    activation, conv_transpose2d, conv2d, dense,
};
use nn_runtime::{Flat, Scalar};

use crate::kernel::{Random, compare};
use crate::on_level;

const EPS: f64 = 1e-3;

/// A layer of parameters `P`, whose output has `F` channels.
trait Product<T: Scalar, const F: usize> {
    type Params: Flat<T = T>;
    /// The numbers of a sample that it takes and that it gives.
    fn lens(&self) -> [usize; 2];
    fn memory(&self) -> usize;
    fn forward(&self, net: &Self::Params, x: &[T], y: &mut [T], memory: &mut [T]);
    #[allow(clippy::too_many_arguments)]
    fn normed(
        &self,
        f: impl Activation<T>,
        net: &Self::Params,
        norm: Running<'_, T, F>,
        x: &[T],
        addend: Option<&[T]>,
        y: &mut [T],
        memory: &mut [T],
    );
}

/// The samples of each case.
const N: usize = 3;

/// A convolution, or the transpose of one.
struct Convolution<P> {
    channels: [usize; 2],
    windows: [Window; 2],
    groups: usize,
    params: core::marker::PhantomData<P>,
}

struct Densely;

macro_rules! convolution {
    ($module:ident $Params:ident<$($C:ident)*>, $F:ident, $x:expr, $y:expr) => {
        impl<T: Scalar, $(const $C: usize),*> Product<T, $F> for Convolution<$Params<T, $($C),*>> {
            type Params = $Params<T, $($C),*>;

            fn lens(&self) -> [usize; 2] {
                let [x, y]: [fn(&Window) -> usize; 2] = [$x, $y];
                [self.channels[0] * self.windows.iter().map(x).product::<usize>(), $F * self.windows.iter().map(y).product::<usize>()]
            }
            fn memory(&self) -> usize {
                $module::normed_memory(self.channels[0], self.channels[1], self.windows, self.groups).scalars(N)
            }
            fn forward(&self, net: &Self::Params, x: &[T], y: &mut [T], memory: &mut [T]) {
                on_level!(|isa| $module::forward(isa, Identity, net, x, y, memory, self.windows, self.groups, N));
            }
            fn normed(
                &self,
                f: impl Activation<T>,
                net: &Self::Params,
                norm: Running<'_, T, $F>,
                x: &[T],
                addend: Option<&[T]>,
                y: &mut [T],
                memory: &mut [T],
            ) {
                let Self { windows, groups, .. } = *self;
                on_level!(|isa| $module::normed(isa, f, net, norm, x, addend, y, memory, windows, groups, N));
            }
        }
    };
}

convolution!(conv2d Conv2d<IN OUT KH KW>, OUT, |w| w.len, |w| w.output());
convolution!(conv2d Conv2dNoBias<IN OUT KH KW>, OUT, |w| w.len, |w| w.output());
convolution!(conv_transpose2d ConvTranspose2d<IN OUT KH KW BIAS>, BIAS, |w| w.output(), |w| w.len);

impl<T: Scalar, const F: usize> Product<T, F> for Densely {
    type Params = Dense<T, 7, F>;

    fn lens(&self) -> [usize; 2] {
        [7, F]
    }
    fn memory(&self) -> usize {
        0
    }
    fn forward(&self, net: &Self::Params, x: &[T], y: &mut [T], _: &mut [T]) {
        on_level!(|isa| dense::forward(isa, Identity, net, x, y, N));
    }
    fn normed(
        &self,
        f: impl Activation<T>,
        net: &Self::Params,
        norm: Running<'_, T, F>,
        x: &[T],
        addend: Option<&[T]>,
        y: &mut [T],
        _: &mut [T],
    ) {
        on_level!(|isa| dense::normed(isa, f, net, norm, x, addend, y, N));
    }
}

/// Holds a layer to what it and a norm compute apart, within `tolerance`.
#[track_caller]
fn check<T: Scalar, const F: usize, P: Product<T, F>>(product: &P, tolerance: f64) {
    for summed in [false, true] {
        check_behind::<T, F, P>(product, Identity, summed, tolerance);
        check_behind::<T, F, P>(product, Relu, summed, tolerance);
        check_behind::<T, F, P>(product, Tanh, summed, tolerance);
    }
}

#[track_caller]
fn check_behind<T: Scalar, const F: usize, P: Product<T, F>>(
    product: &P,
    f: impl Activation<T>,
    summed: bool,
    tolerance: f64,
) {
    let mut random = Random::new(F as u64);
    let mut draw =
        |len: usize, low: f64| -> Vec<T> { (0..len).map(|_| T::from_f64(random.number(low, 2.0))).collect() };
    let [from, to] = product.lens();
    let (x, addend) = (draw(N * from, -2.0), draw(N * to, -2.0));
    let (net, norm, mut state) = (draw(P::Params::LEN, -1.0), draw(2 * F, -2.0), draw(2 * F, -2.0));
    // Variances.
    state[F..].iter_mut().for_each(|v| *v = *v * *v);
    let net = P::Params::from_flat(&net);
    let (norm, state) = (BatchNorm::<T, F>::from_flat(&norm), BatchNormState::<T, F>::from_flat(&state));
    let addend = summed.then_some(&addend[..]);
    // Whatever lies there must not matter.
    let memory = &mut vec![T::from_f64(f64::NAN); product.memory()];

    let [mut before, mut expected, mut folded] = [(); 3].map(|()| vec![T::from_f64(f64::NAN); N * to]);
    product.forward(net, &x, &mut before, memory);
    on_level!(|isa| batch_norm::infer(isa, Identity, norm, state, EPS, &before, addend, &mut expected, N * to / F));
    on_level!(|isa| activation::forward(isa, f, &expected, &mut before, N * to));
    product.normed(f, net, Running::new(norm, state, EPS), &x, addend, &mut folded, memory);
    let wide = |numbers: Vec<T>| numbers.into_iter().map(Scalar::to_f64).collect::<Vec<f64>>();
    compare(&[wide(folded)], &[wide(before)], tolerance, tolerance);
}

/// Of an axis.
fn window(len: usize, kernel: usize, stride: usize, padding: usize) -> Window {
    Window { len, kernel, stride, before: padding, after: padding, dilation: 1 }
}

fn of<P>(channels: [usize; 2], windows: [Window; 2], groups: usize) -> Convolution<P> {
    Convolution { channels, windows, groups, params: core::marker::PhantomData }
}

fn all<T: Scalar>(tolerance: f64) {
    // Fewer weights than outputs, which are scaled, and more.
    for side in [9, 3] {
        let windows = [window(side, 3, 1, 1), window(side + 1, 3, 1, 1)];
        check(&of::<Conv2d<T, 3, 16, 3, 3>>([3, 16], windows, 1), tolerance);
        check(&of::<Conv2d<T, 8, 5, 3, 3>>([8, 5], windows, 1), tolerance);
        check(&of::<Conv2dNoBias<T, 2, 6, 3, 3>>([4, 6], windows, 2), tolerance);
        check(&of::<Conv2d<T, 1, 20, 3, 3>>([20, 20], windows, 20), tolerance);
        let windows = [window(side, 1, 1, 0), window(side, 1, 1, 0)];
        check(&of::<Conv2d<T, 20, 33, 1, 1>>([20, 33], windows, 1), tolerance);
        let windows = [window(side, 3, 2, 1), window(side, 2, 2, 0)];
        check(&of::<Conv2d<T, 4, 7, 3, 2>>([4, 7], windows, 1), tolerance);
        check(&of::<ConvTranspose2d<T, 4, 3, 3, 2, 6>>([4, 6], windows, 2), 0.0);
    }
    // So large that samples are cut into pieces, with scaled weights and without.
    let windows = [window(12, 3, 1, 1), window(12, 3, 1, 1)];
    check(&of::<Conv2d<T, 12, 40, 3, 3>>([12, 40], windows, 1), tolerance);
    let windows = [window(5, 3, 1, 1), window(6, 3, 1, 1)];
    check(&of::<Conv2d<T, 48, 48, 3, 3>>([48, 48], windows, 1), tolerance);
    check::<T, 3, _>(&Densely, 0.0);
    check::<T, 20, _>(&Densely, 0.0);
}

#[test]
fn norms_folded_in_are_norms_behind() {
    all::<f64>(1e-12);
    all::<f32>(1e-4);
}
