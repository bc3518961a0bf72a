//! Against plain loops, at every level of this processor.
use nn_kernels::pool::{Pass, Pooling};
use nn_runtime::Scalar;
use nn_runtime::isa::Level;
use nn_runtime::layers::Window;
use nn_runtime::step::Key;

/// What must still be there where nothing may be written.
const UNTOUCHED: f64 = 1234.5;

/// For each window of `samples` images, in the order of rows, what it sees of each channel.
fn views([rows, columns]: [Window; 2], channels: usize, samples: usize) -> Vec<Vec<usize>> {
    let mut views = vec![];
    for image in 0..samples {
        for (i, j) in (0..rows.output()).flat_map(|i| (0..columns.output()).map(move |j| (i, j))) {
            for c in 0..channels {
                let pixels = (0..rows.kernel)
                    .flat_map(|k| (0..columns.kernel).map(move |l| (i * rows.stride + k, j * columns.stride + l)));
                views.push(pixels.map(|(i, j)| ((image * rows.len + i) * columns.len + j) * channels + c).collect());
            }
        }
    }
    views
}

/// Numbers of few values, so that windows are full of ties; some are NaN.
fn numbers<T: Scalar>(len: usize) -> Vec<T> {
    let values = [f64::NEG_INFINITY, -2.0, -1.0, -0.0, 0.0, 1.0, 1.0, 2.0, f64::INFINITY, f64::NAN];
    let key = Key::new(7, 0);
    (0..len).map(|i| T::from_f64(values[(key.bits(i as u64) % 10) as usize])).collect()
}

#[track_caller]
fn same<T: Scalar>(got: &[T], expected: &[T], what: &str) {
    let same = |(a, b): (&T, &T)| a == b || (a.is_nan() && b.is_nan());
    assert!(got.iter().zip(expected).all(same), "{what}: got {got:?}, expected {expected:?}");
}

fn check<T: Scalar>(level: Level, windows: [Window; 2], channels: usize, samples: usize) {
    let what = format!("{} {}: {windows:?} of {channels} channels, {samples} samples", level.name(), T::NAME);
    let views = views(windows, channels, samples);
    let x = numbers::<T>(samples * windows[0].len * windows[1].len * channels);
    let dy: Vec<T> = (1..=views.len()).map(|i| T::from_f64(i as f64)).collect();
    let untouched = T::from_f64(UNTOUCHED);

    let (mut y, mut places, mut dx) = (vec![], vec![], vec![untouched; x.len()]);
    for (view, &dy) in views.iter().zip(&dy) {
        let place = (1..view.len()).fold(0, |best, k| {
            let (x, best_x) = (x[view[k]], x[view[best]]);
            if x > best_x || x.is_nan() { k } else { best }
        });
        y.push(x[view[place]]);
        places.push(T::from_f64(place as f64));
        view.iter().enumerate().for_each(|(k, &i)| dx[i] = if k == place { dy } else { T::ZERO });
    }

    let run = |pass: Pass<'_, T>| T::pool(level, Pooling { windows, channels, samples, pass });
    for relu in [false, true] {
        let expected: Vec<T> = y.iter().map(|&y| if relu { y.larger(T::ZERO) } else { y }).collect();
        let (mut got, mut got_places) = (vec![untouched; y.len()], vec![untouched; y.len()]);
        run(Pass::Largest { x: &x, y: &mut got, places: None, relu });
        same(&got, &expected, &what);
        got.fill(untouched);
        run(Pass::Largest { x: &x, y: &mut got, places: Some(&mut got_places), relu });
        same(&got, &expected, &what);
        same(&got_places, &places, &what);
    }
    let mut got = vec![untouched; x.len()];
    run(Pass::Spread { dy: &dy, places: &places, dx: &mut got });
    same(&got, &dx, &what);
    got.fill(untouched);
    run(Pass::ToLargest { x: &x, dy: &dy, dx: &mut got });
    same(&got, &dx, &what);
}

/// Windows that tile, with rests and without, and of signals; channels below, at and above the lanes of all vectors.
#[test]
#[cfg_attr(miri, ignore)]
fn tiles_of_any_size() {
    let tiles = |len, kernel| Window::new(len, kernel).stride(kernel);
    let windows = [
        [tiles(4, 2), tiles(6, 2)],
        [tiles(5, 2), tiles(7, 2)],
        [tiles(2, 2), tiles(3, 2)],
        [tiles(3, 3), tiles(7, 3)],
        [Window::new(1, 1), tiles(9, 4)],
        [tiles(5, 2), tiles(3, 1)],
        [Window::new(4, 4), Window::new(3, 3)],
    ];
    let channels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15, 16, 17, 30, 33];
    for level in Level::all() {
        for windows in windows {
            for channels in channels {
                check::<f32>(level, windows, channels, 3);
                check::<f64>(level, windows, channels, 3);
            }
        }
    }
}

/// So many samples that they are cut.
#[test]
#[cfg_attr(miri, ignore)]
fn many_samples() {
    let windows = [Window::new(13, 2).stride(2), Window::new(12, 3).stride(3)];
    for level in Level::all() {
        check::<f32>(level, windows, 10, 47);
        check::<f64>(level, windows, 33, 31);
    }
}
