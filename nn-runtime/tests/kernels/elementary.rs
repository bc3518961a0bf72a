//! The functions against exact values, on every instruction set.

use nn_kernels::elementary::Elementary;
use nn_runtime::isa::{Isa, Level, Portable, Task};

/// Lines of a type, a function, the bits of x, those of the number nearest to f(x), and how far above it f(x) lies, in units
/// of its last place; written by `tests/elementary.py`.
const EXACT: &str = include_str!("elementary.txt");

#[derive(Clone, Copy, Debug, PartialEq)]
enum Function {
    Exp,
    ExpM1,
    Ln,
    Ln1p,
    Tanh,
    Erfc,
    Phi,
    Density,
}

use Function::*;

/// The functions, and the errors that the table in the module's documentation states.
const STATED: [(&str, Function, f64); 8] = [
    ("exp", Exp, 1.25),
    ("exp_m1", ExpM1, 1.75),
    ("ln", Ln, 1.0),
    ("ln_1p", Ln1p, 1.5),
    ("tanh", Tanh, 2.5),
    ("erfc", Erfc, 7.0),
    ("phi", Phi, 7.0),
    ("density", Density, 2.0),
];

impl Function {
    #[inline(always)]
    fn at<T: Elementary, S: Isa>(self, isa: S, x: T) -> T {
        match self {
            Exp => x.exp_on(isa),
            ExpM1 => x.exp_m1_on(isa),
            Ln => x.ln_on(isa),
            Ln1p => x.ln_1p_on(isa),
            Tanh => x.tanh_on(isa),
            Erfc => x.erfc_on(isa),
            Phi => x.normal_on(isa).0,
            Density => x.normal_on(isa).1,
        }
    }
}

/// A function at many places.
struct Map<'a, T> {
    function: Function,
    numbers: &'a mut [T],
}

impl<T: Elementary + Copy> Task for Map<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        // Loops of one function each, as layers have them.
        macro_rules! each {
            ($($function:ident)*) => {
                match self.function {
                    $($function => self.numbers.iter_mut().for_each(|x| *x = $function.at(isa, *x)),)*
                }
            };
        }
        each!(Exp ExpM1 Ln Ln1p Tanh Erfc Phi Density);
    }
}

/// The largest error of each function on each instruction set, and the number where it is.
macro_rules! errors {
    ($T:ident, $U:ident, $I:ident) => {{
        let place = |y: $T| {
            let magnitude = (y.to_bits() & ($U::MAX >> 1)) as $I;
            if y.is_sign_negative() { -magnitude } else { magnitude }
        };
        let bits = |hex: &str| $T::from_bits($U::from_str_radix(hex, 16).expect("hexadecimal"));
        for (name, function, stated) in STATED {
            let exact: Vec<($T, $T, f64)> = EXACT
                .lines()
                .map(|line| line.split(' ').collect::<Vec<_>>())
                .filter(|line| line[0] == stringify!($T) && line[1] == name)
                .map(|line| (bits(line[2]), bits(line[3]), line[4].parse().expect("a number")))
                .collect();
            assert!(exact.len() > 200, "{name}");
            for level in Level::all() {
                let mut numbers: Vec<$T> = exact.iter().map(|row| row.0).collect();
                level.run(Map { function, numbers: &mut numbers });
                let errors = numbers.iter().zip(&exact).map(|(&got, &(x, nearest, rest))| {
                    assert!(!got.is_nan(), "{name}({x}) is NaN");
                    (((place(got) - place(nearest)) as f64 - rest).abs(), x, got)
                });
                let (error, x, got) = errors.max_by(|a, b| a.0.total_cmp(&b.0)).expect("not empty");
                std::println!("{name} of {} on {}: {error:.2} ulp at {x:e}", stringify!($T), level.name());
                assert!(error < stated, "{name}({x:e}) is {got:e} on {}: off by {error} ulp", level.name());
            }
        }
    }};
}

#[test]
fn single_precision_is_as_close_as_stated() {
    errors!(f32, u32, i32);
}

#[test]
fn double_precision_is_as_close_as_stated() {
    errors!(f64, u64, i64);
}

/// Every 997th number of single precision, against double precision.
#[test]
fn single_precision_is_close_everywhere() {
    let numbers: Vec<f32> =
        (0..f32::INFINITY.to_bits()).step_by(4_999).map(f32::from_bits).flat_map(|x| [x, -x]).collect();
    for (name, function, stated) in STATED {
        let mut exact: Vec<f64> = numbers.iter().map(|&x| f64::from(x)).collect();
        Map { function, numbers: &mut exact }.run(Portable);
        for level in Level::all() {
            let mut got = numbers.clone();
            level.run(Map { function, numbers: &mut got });
            for ((&x, &exact), &got) in numbers.iter().zip(&exact).zip(&got) {
                let nearest = exact as f32;
                if nearest.is_nan() || nearest.is_infinite() || got.is_infinite() {
                    assert!(
                        nearest.to_bits() == got.to_bits()
                            || nearest.is_nan() && got.is_nan()
                            || nearest.abs() == f32::MAX
                    );
                    continue;
                }
                let unit =
                    f64::from(f32::EPSILON) * f64::from(nearest.abs().max(f32::MIN_POSITIVE)).log2().floor().exp2();
                let error = (f64::from(got) - exact).abs() / unit;
                assert!(error < stated, "{name}({x:e}) is {got:e} on {}: off by {error} ulp", level.name());
            }
        }
    }
}

/// What each function gives at −∞, −0, 0, +∞ and NaN.
macro_rules! ends {
    ($T:ident) => {{
        const INF: $T = $T::INFINITY;
        const NAN: $T = $T::NAN;
        let peak = (0.5 / core::$T::consts::PI).sqrt();
        let expected = [
            (Exp, [0.0, 1.0, 1.0, INF, NAN]),
            (ExpM1, [-1.0, -0.0, 0.0, INF, NAN]),
            (Ln, [NAN, -INF, -INF, INF, NAN]),
            (Ln1p, [NAN, -0.0, 0.0, INF, NAN]),
            (Tanh, [-1.0, -0.0, 0.0, 1.0, NAN]),
            (Erfc, [2.0, 1.0, 1.0, 0.0, NAN]),
            (Phi, [0.0, 0.5, 0.5, 1.0, NAN]),
            (Density, [0.0, peak, peak, 0.0, NAN]),
        ];
        for (function, expected) in expected {
            for level in Level::all() {
                let mut got = [-INF, -0.0, 0.0, INF, NAN];
                level.run(Map { function, numbers: &mut got });
                for (got, expected) in got.into_iter().zip(expected) {
                    let close =
                        (got - expected).abs() <= $T::EPSILON && got.is_sign_negative() == expected.is_sign_negative();
                    let same = close || got == expected || got.is_nan() && expected.is_nan();
                    assert!(same, "{function:?} gives {got}, not {expected}, on {}", level.name());
                }
            }
        }
        assert!([-1.0, -$T::MIN_POSITIVE].map(|x: $T| x.ln_on(Portable)).iter().all(|y| y.is_nan()));
        assert_eq!(($T::ln_1p_on(-1.0, Portable), $T::ln_1p_on(-2.0, Portable).is_nan()), (-INF, true));
        let least = $T::from_bits(1);
        assert_eq!([least.exp_m1_on(Portable), least.ln_1p_on(Portable), least.tanh_on(Portable)], [least; 3]);
    }};
}

#[test]
fn the_ends_are_right() {
    ends!(f32);
    ends!(f64);
}

/// eˣ of numbers near 0.
struct Near<'a, T>(&'a mut [T]);

impl<T: Elementary + Copy> Task for Near<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) {
        self.0.iter_mut().for_each(|x| *x = x.exp_near_on(isa));
    }
}

#[test]
fn exponentials_near_zero_are_those_of_everywhere() {
    let numbers: Vec<f64> = (-60_000..=60_000).map(|i| f64::from(i) / 1000.0).collect();
    let mut exact = numbers.clone();
    Map { function: Exp, numbers: &mut exact }.run(Portable);
    for level in Level::all() {
        let (mut single, mut double): (Vec<f32>, _) = (numbers.iter().map(|&x| x as f32).collect(), numbers.clone());
        level.run(Near(&mut single));
        level.run(Near(&mut double));
        for ((&x, &exact), (single, double)) in numbers.iter().zip(&exact).zip(single.into_iter().zip(double)) {
            assert!((double / exact - 1.0).abs() < 2.5 * f64::EPSILON, "e^{x} is {double:e} on {}", level.name());
            let exact = f64::exp_on(f64::from(x as f32), Portable);
            let error = (f64::from(single) / exact - 1.0).abs();
            assert!(error < 1.25 * f64::from(f32::EPSILON), "e^{x} is {single:e} on {}", level.name());
        }
    }
}
