//! The fast product against the one that is written down, at every level of this processor.
use nn_kernels::fixed::{self, Shape};
use nn_kernels::{Left, Product, Real, Right, Start};
use nn_runtime::Scalar;
use nn_runtime::isa::{Isa, Level, Task};
use nn_runtime::step::Key;

/// Numbers of ±1, the same in every run.
fn numbers<T: Scalar>(seed: u64, len: usize) -> Vec<T> {
    let key = Key::new(seed, 0);
    (0..len).map(|i| T::from_f64(2.0 * key.unit(i as u64) - 1.0)).collect()
}

/// Every way to run a product of this shape.
fn check<T: Scalar>(level: Level, [rows, columns, depth]: [usize; 3]) {
    let (a, b) = (numbers::<T>(1, rows * depth), numbers::<T>(2, depth * columns));
    let (bias, before) = (numbers::<T>(3, rows), numbers::<T>(4, rows * columns));
    let tolerance = T::EPSILON.to_f64() * (depth as f64 + 4.0);
    for left in [Left::Straight(&a), Left::Transposed(&a)] {
        for right in [Right::Columns(&b), Right::Rows { values: &b, stride: columns, first: 0 }] {
            for start in [Start::Zero, Start::Add, Start::Bias(&bias)] {
                for relu in [false, true] {
                    let run = |with: fn(Level, Product<'_, T>)| {
                        let mut out = before.clone();
                        with(level, Product { rows, columns, depth, left, right, out: &mut out, start, relu });
                        out
                    };
                    let (got, expected) = (run(T::product), run(|_, job| T::plain_product(job)));
                    for (i, (got, expected)) in got.iter().zip(&expected).enumerate() {
                        let (got, expected) = (got.to_f64(), expected.to_f64());
                        assert!(
                            (got - expected).abs() <= tolerance,
                            "{} {}: {rows}×{depth} · {depth}×{columns}, number {i}: {got}, expected {expected}",
                            level.name(),
                            T::NAME,
                        );
                    }
                }
            }
        }
    }
}

fn check_all(shape: [usize; 3]) {
    for level in Level::all() {
        check::<f32>(level, shape);
        check::<f64>(level, shape);
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn small_shapes() {
    for rows in 1..=18 {
        for columns in 1..=13 {
            for depth in [0, 1, 2, 3, 5, 8, 17] {
                check_all([rows, columns, depth]);
            }
        }
    }
}

/// What an interpreter can do in a minute: padded, whole and overlapping vectors, a single column, packed strips.
#[test]
fn a_few_shapes() {
    for shape in [[3, 4, 2], [10, 7, 3], [9, 1, 2]] {
        check::<f32>(Level::Portable, shape);
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn random_shapes() {
    let key = Key::new(7, 7);
    for i in 0..60 {
        let size = |k: u64, most: f64| 1 + (key.unit(3 * i + k) * most) as usize;
        check_all([size(0, 90.0), size(1, 60.0), size(2, 70.0)]);
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn long_depths_and_wide_rows() {
    for shape in [[150, 33, 300], [129, 1, 700], [65, 2, 513], [40, 14, 256], [17, 3, 257], [300, 40, 31]] {
        check_all(shape);
    }
}

#[test]
fn nothing_is_nothing() {
    check_all([0, 3, 4]);
    check_all([3, 0, 4]);
}

#[test]
fn nan_and_infinity_come_through() {
    for level in Level::all() {
        let mut a = numbers::<f32>(1, 19 * 6);
        a[20] = f32::NAN;
        a[3] = f32::INFINITY;
        let (b, mut out) = (numbers::<f32>(2, 6 * 5), [0.0; 19 * 5]);
        let (left, right) = (Left::Straight(&a), Right::Columns(&b));
        let job =
            Product { rows: 19, columns: 5, depth: 6, left, right, out: &mut out, start: Start::Zero, relu: true };
        f32::product(level, job);
        for (i, y) in out.iter().enumerate() {
            assert_eq!(y.is_nan(), i % 19 == 1, "{} {i}: {y}", level.name());
        }
        assert!(out[3] == f32::INFINITY || b[0] <= 0.0, "{}", level.name());
    }
}

/// A weight of `OUT` by `IN`, and whether some of its products have code of their own.
struct Weight<const OUT: usize, const IN: usize>;

impl<const OUT: usize, const IN: usize> Shape for Weight<OUT, IN> {
    const IN: usize = IN;
    const OUT: usize = OUT;
}

/// All three products of a weight on so many columns, for one shape and for any.
struct Three<'a, T, const OUT: usize, const IN: usize> {
    columns: usize,
    start: Start<'a, T>,
    relu: bool,
}

impl<T: Scalar, const OUT: usize, const IN: usize> Task for Three<'_, T, OUT, IN> {
    type Output = [bool; 3];

    #[inline(always)]
    fn run<S: Isa>(self, isa: S) -> [bool; 3] {
        let Self { columns, start, relu } = self;
        let bare = if matches!(start, Start::Bias(_)) { Start::Zero } else { start };
        let (w, x, dy) = (numbers::<T>(1, OUT * IN), numbers::<T>(2, IN * columns), numbers::<T>(3, OUT * columns));
        let compare = |len, fixed: &dyn Fn(&mut [T]) -> bool, job: Product<'_, T>| {
            let (mut got, mut expected) = (numbers::<T>(4, len), numbers::<T>(4, len));
            let done = fixed(&mut got);
            if done {
                T::product(isa.level(), Product { out: &mut expected, ..job });
            }
            let what = (S::NAME, T::NAME, [job.rows, job.columns, job.depth], start, relu);
            assert!(got == expected, "{what:?}");
            done
        };
        let job = |rows, columns, depth, left, right, start, relu| Product {
            rows,
            columns,
            depth,
            left,
            right,
            out: &mut [],
            start,
            relu,
        };
        let (straight, turned) = (Left::Straight(&w[..]), Left::Transposed(&w[..]));
        let (by_columns, by_rows) = (Right::Columns(&x[..]), Right::Rows { values: &x[..], stride: IN, first: 0 });
        [
            compare(
                OUT * columns,
                &|y| fixed::forward::<S, T, Weight<OUT, IN>>(isa, &w, &x, y, start, relu, columns),
                job(OUT, columns, IN, straight, by_columns, start, relu),
            ),
            compare(
                OUT * IN,
                &|dw| fixed::weights::<S, T, Weight<OUT, IN>>(isa, &dy, &x, dw, bare, columns),
                job(OUT, IN, columns, Left::Straight(&dy), by_rows, bare, false),
            ),
            compare(
                IN * columns,
                &|dx| fixed::inputs::<S, T, Weight<OUT, IN>>(isa, &w, &dy, dx, bare, columns),
                job(IN, columns, OUT, turned, Right::Columns(&dy), bare, false),
            ),
        ]
    }
}

fn check_fixed<T: Scalar, const OUT: usize, const IN: usize>() {
    let bias = numbers::<T>(5, OUT);
    for level in Level::all() {
        let mut most = [0; 3];
        for columns in [1, 2, 7, 8, 9, 13, 16, 24, 31, 32, 64] {
            for (start, relu) in [(Start::Zero, false), (Start::Add, true), (Start::Bias(&bias), true)] {
                let done = level.run(Three::<T, OUT, IN> { columns, start, relu });
                most.iter_mut().zip(done).for_each(|(most, done)| *most += usize::from(done));
            }
        }
        // The others are left to the routine for all shapes: a few columns, and sums that are added to.
        assert!(most[0] >= 15 && most[1] >= 20 && most[2] >= 10, "{} {most:?}", level.name());
    }
}

/// The same bits as those of the routine for all shapes: rows of less than a vector, whole vectors, and more; columns that are whole
/// tiles, and others.
#[test]
#[cfg_attr(miri, ignore)]
fn products_of_one_shape() {
    check_fixed::<f32, 10, 32>();
    check_fixed::<f32, 32, 64>();
    check_fixed::<f32, 53, 37>();
    check_fixed::<f32, 1, 70>();
    check_fixed::<f32, 40, 19>();
    check_fixed::<f64, 7, 29>();
    check_fixed::<f64, 64, 24>();
}

/// Of these, what an interpreter can do: less than a vector, overlapping ones, and the last tile.
#[test]
fn a_few_products_of_one_shape() {
    for columns in [1, 9] {
        Level::Portable.run(Three::<f32, 3, 14> { columns, start: Start::Zero, relu: true });
        Level::Portable.run(Three::<f32, 9, 14> { columns, start: Start::Zero, relu: true });
    }
}

/// The same bits for any number of threads.
#[cfg(feature = "rayon")]
#[test]
#[cfg_attr(miri, ignore)]
fn pieces_give_the_same_bits() {
    let pools = [1, 2, 5].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    for [rows, columns, depth] in [[70, 260, 150], [53, 131, 300], [7, 600, 515]] {
        let (a, b) = (numbers::<f32>(1, rows * depth), numbers::<f32>(2, depth * columns));
        for left in [Left::Straight(&a), Left::Transposed(&a)] {
            for right in [Right::Columns(&b), Right::Rows { values: &b, stride: columns, first: 0 }] {
                for (start, level) in
                    [Start::Zero, Start::Add].into_iter().flat_map(|s| Level::all().map(move |l| (s, l)))
                {
                    let [one, two, five] = pools.each_ref().map(|pool| {
                        let mut out = numbers::<f32>(4, rows * columns);
                        let job = Product { rows, columns, depth, left, right, out: &mut out, start, relu: false };
                        pool.install(|| f32::product(level, job));
                        out
                    });
                    assert!(one == two && one == five, "{} {rows} {columns} {depth}", level.name());
                }
            }
        }
    }
}
