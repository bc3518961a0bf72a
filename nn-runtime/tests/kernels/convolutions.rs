//! The fast passes against those that are written down, at every level of this processor.
use nn_kernels::conv::{Convolution, Pass, Shape};
use nn_kernels::{Real, Start};
use nn_runtime::Scalar;
use nn_runtime::isa::Level;
use nn_runtime::layers::Window;
use nn_runtime::step::Key;
use proptest::prelude::*;

/// Numbers of ±1, the same in every run.
fn numbers<T: Scalar>(seed: u64, len: usize) -> Vec<T> {
    let key = Key::new(seed, 0);
    (0..len).map(|i| T::from_f64(2.0 * key.unit(i as u64) - 1.0)).collect()
}

const SAMPLES: usize = 2;

/// The three passes of a shape, each with every way to begin and to end.
fn check<T: Scalar>(level: Level, shape: Shape) {
    let weights = shape.windows[0].kernel * shape.windows[1].kernel * shape.group_inputs() * shape.outputs;
    let (x, y) = (numbers::<T>(1, SAMPLES * shape.x_len()), numbers::<T>(2, SAMPLES * shape.y_len()));
    let (w, bias) = (numbers::<T>(3, weights), numbers::<T>(4, shape.inputs.max(shape.outputs)));
    for pass in 0..3 {
        let (before, memory, channels) = match pass {
            0 => (&y, shape.outputs_memory(), shape.outputs),
            1 => (&x, shape.inputs_memory(), shape.inputs),
            _ => (&w, shape.weights_memory(), 0),
        };
        for start in [Start::Zero, Start::Add, Start::Bias(&bias[..channels])] {
            if pass == 2 && matches!(start, Start::Bias(_)) {
                continue;
            }
            for relu in [false, true] {
                let run = |with: fn(Level, Convolution<'_, T>)| {
                    let mut out = before.clone();
                    let mut memory = vec![T::from_f64(f64::NAN); memory];
                    let pass = match pass {
                        0 => Pass::Outputs { w: &w, x: &x, y: &mut out, start, relu },
                        1 => Pass::Inputs { w: &w, y: &y, x: &mut out, start, relu },
                        _ => Pass::Weights { x: &x, y: &y, w: &mut out, start },
                    };
                    with(level, Convolution { shape, samples: SAMPLES, pass, memory: &mut memory });
                    out
                };
                let (got, expected) = (run(T::convolve), run(|_, job| T::plain_convolution(job)));
                // Sums of at most so many terms of ±1.
                let terms = if pass == 2 { x.len() } else { weights };
                let tolerance = T::EPSILON.to_f64() * (terms as f64 + 4.0);
                for (i, (got, expected)) in got.iter().zip(&expected).enumerate() {
                    let (got, expected) = (got.to_f64(), expected.to_f64());
                    assert!(
                        (got - expected).abs() <= tolerance,
                        "{} {}: pass {pass} of {shape:?} from {start:?}, number {i}: {got}, expected {expected}",
                        level.name(),
                        T::NAME,
                    );
                }
            }
        }
    }
}

fn check_all(inputs: usize, outputs: usize, groups: usize, windows: [Window; 2]) {
    for level in Level::all() {
        let shape = Shape { windows, inputs, outputs, groups };
        check::<f32>(level, shape);
        check::<f64>(level, shape);
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn channels() {
    let windows = [Window::new(4, 2), Window::new(5, 3)];
    for inputs in [1, 3, 5, 6, 8, 13, 16, 20] {
        for outputs in [1, 3, 5, 6, 8, 13, 16, 20] {
            check_all(inputs, outputs, 1, windows);
        }
    }
    check_all(40, 35, 1, windows);
}

/// Channels that do not fill vectors: pairs of neighbours, and all columns of the kernel side by side, do.
#[test]
#[cfg_attr(miri, ignore)]
fn few_channels() {
    for (inputs, outputs) in [(2, 17), (3, 17), (3, 24), (3, 33), (4, 41)] {
        check_all(inputs, outputs, 1, [Window::new(5, 2), Window::new(6, 2)]);
        check_all(inputs, outputs, 1, [Window::new(6, 3), Window::new(5, 1)]);
    }
    for channels in [1, 2, 3, 4, 6, 8] {
        for columns in [
            Window::new(6, 3),
            Window::new(8, 3).padding(1, 1),
            Window::new(9, 4).stride(2).padding(1, 0),
            Window::new(12, 5).stride(3).padding(2, 2),
            Window::new(31, 2),
        ] {
            let rows = Window::new(5, 3).padding(1, 0);
            check_all(channels, 9, 1, [rows, columns]);
            check_all(2, channels, 1, [rows, columns]);
        }
    }
}

/// Each channel by itself, in whole vectors: rows of all lengths, and padding on either side.
#[test]
#[cfg_attr(miri, ignore)]
fn depthwise() {
    for len in 1..=20 {
        for (before, after) in [(1, 1), (0, 2), (2, 0), (2, 2), (0, 0)] {
            if before + len + after >= 3 {
                let columns = Window::new(len, 3).padding(before, after);
                check_all(32, 32, 32, [Window::new(3, 3).padding(1, 1), columns]);
                check_all(16, 16, 16, [columns, Window::new(2, 3).padding(after, 3 - after)]);
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn widths() {
    for len in 1..60 {
        for outputs in [8, 16] {
            check_all(2, outputs, 1, [Window::new(2, 1), Window::new(len, 1)]);
        }
        check_all(7, 7, 7, [Window::new(2, 1), Window::new(len, 1)]);
    }
    for kernel in 1..16 {
        check_all(1, 7, 1, [Window::new(4, 2), Window::new(17, kernel)]);
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn windows() {
    for kernel in 1..=4 {
        for stride in 1..=4 {
            for dilation in 1..=3 {
                for (before, after) in [(0, 0), (1, 1), (0, 2), (3, 1), (5, 0)] {
                    let rows = Window::new(11, kernel).stride(stride).dilation(dilation).padding(before, after);
                    let columns =
                        Window::new(10, 5 - kernel).stride(5 - stride).dilation(dilation).padding(after, before);
                    for (inputs, outputs, groups) in [(2, 3, 1), (4, 6, 2), (5, 5, 5), (3, 6, 3)] {
                        check_all(inputs, outputs, groups, [rows, columns]);
                    }
                }
            }
        }
    }
}

/// Pixels that see many neighbours of one another, in rows that are cut into tiles in many ways.
#[test]
#[cfg_attr(miri, ignore)]
fn neighbours() {
    for kernel in [3, 5] {
        for len in [kernel, 8, 12, 15, 16, 19, 24, 30, 31, 47] {
            for (inputs, outputs) in [(1, 6), (1, 8), (3, 16), (4, 16), (16, 8), (6, 32)] {
                let columns = Window::new(len, kernel).padding(kernel / 2, 0);
                check_all(inputs, outputs, 1, [Window::new(4, 3), columns]);
            }
        }
    }
}

/// One channel: the few columns of several rows of the kernel make a tile.
#[test]
#[cfg_attr(miri, ignore)]
fn one_channel() {
    for down in 1..=9 {
        for along in 3..=6 {
            // Of the last ones, some make a panel of their own.
            for outputs in [5, 6, 8, 17, 24, 33] {
                let rows = Window::new(10, down).dilation(if down < 4 { 2 } else { 1 });
                check_all(1, outputs, 1, [rows, Window::new(9, along)]);
            }
        }
    }
}

/// Kernels as large as the image, or larger than it.
#[test]
#[cfg_attr(miri, ignore)]
fn large_kernels() {
    check_all(3, 10, 1, [Window::new(4, 4), Window::new(5, 5)]);
    check_all(4, 3, 1, [Window::new(3, 3), Window::new(4, 4)]);
    check_all(2, 3, 1, [Window::new(3, 3), Window::new(3, 2)]);
    check_all(3, 10, 1, [Window::new(3, 5).padding(1, 1), Window::new(2, 4).padding(1, 1)]);
    check_all(1, 6, 1, [Window::new(12, 5), Window::new(12, 5)]);
}

/// What an interpreter can do in a minute.
#[test]
fn a_few_shapes() {
    let windows = [Window::new(3, 2), Window::new(4, 3).padding(1, 0)];
    for (inputs, outputs, groups) in [(2, 5, 1), (3, 3, 3)] {
        check::<f32>(Level::Portable, Shape { windows, inputs, outputs, groups });
    }
}

#[test]
fn nan_and_infinity_come_through() {
    let windows = [Window::new(4, 3).padding(1, 1); 2];
    let shape = Shape { windows, inputs: 2, outputs: 5, groups: 1 };
    for level in Level::all() {
        let (mut x, w) = (numbers::<f32>(1, shape.x_len()), numbers::<f32>(2, 90));
        x[0] = f32::NAN;
        let (mut y, mut memory) = (vec![0.0; shape.y_len()], vec![0.0; shape.outputs_memory()]);
        let pass = Pass::Outputs { w: &w, x: &x, y: &mut y, start: Start::Zero, relu: true };
        f32::convolve(level, Convolution { shape, samples: 1, pass, memory: &mut memory });
        for (i, y) in y.iter().enumerate() {
            let [row, column] = [i / 20, i / 5 % 4];
            assert_eq!(y.is_nan(), row < 2 && column < 2, "{} {i}: {y}", level.name());
        }
    }
}

fn window() -> impl Strategy<Value = Window> {
    let fits = |window: &Window| window.padded() >= window.span();
    (1usize..13, 1usize..5, 1usize..4, 1usize..3, 0usize..4, 0usize..4)
        .prop_map(|(len, kernel, stride, dilation, before, after)| {
            Window::new(len, kernel).stride(stride).dilation(dilation).padding(before, after)
        })
        .prop_filter("the kernel fits", fits)
}

/// Windows of 3 numbers and stride 1 one time in two: these have kernels of their own.
fn any_window() -> impl Strategy<Value = Window> {
    let usual = (3usize..13, 0usize..3, 0usize..3);
    prop_oneof![window(), usual.prop_map(|(len, before, after)| Window::new(len, 3).padding(before, after))]
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let channels = (1usize..5, 1usize..9, 1usize..4).prop_map(|(inputs, outputs, groups)| match groups {
        1 => (inputs, outputs, 1),
        groups => (groups * inputs, groups * outputs, groups),
    });
    let lanewise = prop_oneof![Just(3usize), Just(16), Just(32)].prop_map(|channels| (channels, channels, channels));
    let wide = (1usize..20, 1usize..40).prop_map(|(inputs, outputs)| (inputs, outputs, 1));
    let channels = prop_oneof![channels, lanewise, wide];
    (any_window(), any_window(), channels).prop_map(|(rows, columns, (inputs, outputs, groups))| Shape {
        windows: [rows, columns],
        inputs,
        outputs,
        groups,
    })
}

/// A number of one of the two things that a pass reads is not finite: which results are not, and how, is as in plain loops.
fn spoil<T: Scalar>(level: Level, shape: Shape, spoiled: f64, [which, at]: [usize; 2]) {
    for pass in 0..3 {
        let mut x = numbers::<T>(1, SAMPLES * shape.x_len());
        let mut y = numbers::<T>(2, SAMPLES * shape.y_len());
        let mut w =
            numbers::<T>(3, shape.windows[0].kernel * shape.windows[1].kernel * shape.group_inputs() * shape.outputs);
        let memory = [shape.outputs_memory(), shape.inputs_memory(), shape.weights_memory()][pass];
        let read = match (pass, which) {
            (0, 0) | (2, 0) => &mut x,
            (1, 0) | (2, _) => &mut y,
            _ => &mut w,
        };
        let at = at % read.len();
        read[at] = T::from_f64(spoiled);
        for start in [Start::Zero, Start::Add] {
            let run = |with: fn(Level, Convolution<'_, T>)| {
                let mut out = [&y, &x, &w][pass].iter().map(|v| v.smaller(T::ONE)).collect::<Vec<_>>();
                let mut memory = vec![T::ZERO; memory];
                let pass = match pass {
                    0 => Pass::Outputs { w: &w, x: &x, y: &mut out, start, relu: false },
                    1 => Pass::Inputs { w: &w, y: &y, x: &mut out, start, relu: false },
                    _ => Pass::Weights { x: &x, y: &y, w: &mut out, start },
                };
                with(level, Convolution { shape, samples: SAMPLES, pass, memory: &mut memory });
                out
            };
            let (got, expected) = (run(T::convolve), run(|_, job| T::plain_convolution(job)));
            for (i, (got, expected)) in got.iter().zip(&expected).enumerate() {
                let (got, expected) = (got.to_f64(), expected.to_f64());
                let same = if expected.is_finite() {
                    (got - expected).abs() < 1e-3
                } else {
                    got.to_bits() == expected.to_bits()
                };
                assert!(
                    same || got.is_nan() && expected.is_nan(),
                    "{} {}: pass {pass} of {shape:?} with {spoiled} at {at} of {which}, number {i}: {got}, expected {expected}",
                    level.name(),
                    T::NAME,
                );
            }
        }
    }
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore)]
    fn nan_and_infinity_reach_what_sees_them(
        shape in any_shape(),
        spoiled in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)],
        place: [usize; 2],
    ) {
        for level in Level::all() {
            spoil::<f32>(level, shape, spoiled, [place[0] % 2, place[1]]);
            spoil::<f64>(level, shape, spoiled, [place[0] % 2, place[1]]);
        }
    }
}

#[test]
fn no_samples_are_no_sums() {
    let shape = Shape { windows: [Window::new(2, 1); 2], inputs: 1, outputs: 3, groups: 1 };
    for level in Level::all() {
        let (mut w, mut memory) = ([1.0f32; 3], vec![0.0; shape.weights_memory()]);
        let pass = Pass::Weights { x: &[], y: &[], w: &mut w, start: Start::Zero };
        f32::convolve(level, Convolution { shape, samples: 0, pass, memory: &mut memory });
        assert_eq!(w, [0.0; 3], "{}", level.name());
    }
}
