//! Passes over rows of channels, of few numbers and of so many that they are cut, against what is written down plainly.

use nn_kernels::channels::{Channelwise, Line};
use nn_runtime::Scalar;
use nn_runtime::isa::Level;
use nn_runtime::sink::Beta;
use nn_runtime::step::Key;

fn numbers<T: Scalar>(seed: u64, len: usize) -> Vec<T> {
    let key = Key::new(seed, 0);
    (0..len).map(|i| T::from_f64(2.0 * key.unit(i as u64) - 1.0)).collect()
}

#[track_caller]
fn close<T: Scalar>(got: &[T], expected: &[f64], what: &str) {
    let scale = expected.iter().fold(1.0, |scale: f64, x| scale.max(x.abs()));
    assert_eq!(got.len(), expected.len());
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        let error = (got.to_f64() - expected).abs();
        assert!(error <= 200.0 * T::EPSILON.to_f64() * scale, "{what}: [{i}] is {got:?}, not {expected}");
    }
}

/// All passes over `pixels` of `channels`.
fn check<T: Scalar>(level: Level, channels: usize, pixels: usize) {
    let (what, len) = (format!("{} {}: {pixels} of {channels}", level.name(), T::NAME), channels * pixels);
    let [x, other, dy]: [Vec<T>; 3] = [1, 2, 3].map(|seed| numbers(seed, len));
    let [mean, slope, shift, tilt, guess]: [Vec<T>; 5] = [4, 5, 6, 7, 8].map(|seed| numbers(seed, channels));
    let line = Line { mean: &mean, slope: &slope, shift: &shift };
    let at = |numbers: &[T], i: usize| numbers[i].to_f64();
    let of = |numbers: &[T], i: usize| numbers[i % channels].to_f64();
    let on_line = |i: usize| (at(&x, i) - of(&mean, i)) * of(&slope, i) + of(&shift, i);
    let run = |job: Channelwise<'_, T>| T::channelwise(level, job);
    let put = |value: &dyn Fn(usize) -> f64| (0..len).map(value).collect::<Vec<_>>();
    let sums = |value: &dyn Fn(usize) -> f64| {
        let mut sums = vec![0.0; channels];
        (0..len).for_each(|i| sums[i % channels] += value(i));
        sums
    };

    let nan = T::from_f64(f64::NAN);
    let (mut first, mut second, mut y) = (vec![nan; channels], vec![nan; channels], vec![nan; len]);
    run(Channelwise::Moments { x: &x, guess: &guess, totals: [&mut first, &mut second] });
    close(&first, &sums(&|i| at(&x, i) - of(&guess, i)), &what);
    close(&second, &sums(&|i| (at(&x, i) - of(&guess, i)).powi(2)), &what);

    for relu in [false, true] {
        let activated = |x: f64| if relu { x.max(0.0) } else { x };
        let passed = |i: usize| if relu && on_line(i) <= 0.0 { 0.0 } else { at(&dy, i) };
        run(Channelwise::Line { line, relu, x: Some(&x), addend: None, y: &mut y });
        close(&y, &put(&|i| activated(on_line(i))), &what);
        y.copy_from_slice(&x);
        run(Channelwise::Line { line, relu, x: None, addend: Some(&other), y: &mut y });
        close(&y, &put(&|i| activated(on_line(i) + at(&other, i))), &what);

        run(Channelwise::SlopeSums { line, relu, x: &x, dy: &dy, totals: [&mut first, &mut second] });
        close(&first, &sums(&passed), &what);
        close(&second, &sums(&|i| passed(i) * (at(&x, i) - of(&mean, i))), &what);
        let tilt_shift = Some([&tilt[..], &guess[..]]);
        let slopes = |i: usize| passed(i) * of(&slope, i) + (at(&x, i) - of(&mean, i)) * of(&tilt, i) + of(&guess, i);
        y.copy_from_slice(&other);
        run(Channelwise::Slopes { line, relu, x: &x, dy: Some(&dy), tilt_shift, dx: &mut y, beta: Beta::Add });
        close(&y, &put(&|i| at(&other, i) + slopes(i)), &what);
        y.copy_from_slice(&dy);
        run(Channelwise::Slopes { line, relu, x: &x, dy: None, tilt_shift: None, dx: &mut y, beta: Beta::Store });
        close(&y, &put(&|i| passed(i) * of(&slope, i)), &what);
    }

    y.copy_from_slice(&other);
    run(Channelwise::Times { x: &x, factors: &slope, y: &mut y, beta: Beta::Add });
    close(&y, &put(&|i| at(&other, i) + at(&x, i) * of(&slope, i)), &what);
    y.copy_from_slice(&x);
    run(Channelwise::Scale { factors: &slope, y: &mut y });
    close(&y, &put(&|i| at(&x, i) * of(&slope, i)), &what);
    run(Channelwise::Plus { x: &x, terms: &shift, y: &mut y });
    close(&y, &put(&|i| at(&x, i) + of(&shift, i)), &what);
}

#[test]
#[cfg_attr(miri, ignore)]
fn small_shapes_of_channels() {
    for level in Level::all() {
        for channels in [1, 3, 8, 17, 64] {
            for pixels in [1, 2, 5, 67] {
                check::<f32>(level, channels, pixels);
                check::<f64>(level, channels, pixels);
            }
        }
    }
}

/// Cut into two, into four and more, between pixels.
#[test]
#[cfg_attr(miri, ignore)]
fn many_pixels() {
    for level in Level::all() {
        check::<f32>(level, 3, 22_001);
        check::<f64>(level, 13, 12_345);
        check::<f32>(level, 64, 9_999);
        check::<f32>(level, 600, 300);
    }
}
