//! Images changed at random are what the formulas say, and the same again from the same seed.

use nn_runtime::data::augment::{Augment, CutOut, Flip, Images, Noise, Rotate, Shift, Transform};
use nn_runtime::data::{Dataset, Sample};
use nn_runtime::initializers::{Rng, SeedableRng};
use nn_runtime::nalgebra::{SMatrix, SVector};
use nn_runtime::step::Key;
use proptest::prelude::*;

/// What becomes of `image` with the chance of `key`.
fn changed<const F: usize, A: Augment<[f64; F]>>(change: &A, mut image: [f64; F], key: u64) -> [f64; F] {
    Augment::<[f64; F]>::check(change).unwrap();
    // What lies in the spare memory must not matter.
    change.augment(&mut image, &mut [f64::NAN; F], Key::new(key, 0));
    image
}

/// An image whose pixels are all different, of two channels.
fn numbered<const F: usize>() -> [f64; F] {
    core::array::from_fn(|i| 1.0 + i as f64)
}

fn message<T: Transform, const F: usize>(images: Images<2, 4, 6, ((), T)>) -> String {
    assert_eq!(F, 48);
    Augment::<[f32; 48]>::check(&images).unwrap_err().to_string()
}

/// Small images `[2, H, W]` in words: `x[c, i, j]` where there is such a pixel.
fn pixel<const H: usize, const W: usize>(image: &[f64], c: usize, i: isize, j: isize) -> Option<f64> {
    let within = (0..H as isize).contains(&i) && (0..W as isize).contains(&j);
    within.then(|| image[(c * H + i as usize) * W + j as usize])
}

/// Whether `y` is `x` with each pixel from where `source` says, and `fill` where that is outside.
fn is_moved<const H: usize, const W: usize>(
    x: &[f64],
    y: &[f64],
    fill: f64,
    source: impl Fn(isize, isize) -> (isize, isize),
) -> bool {
    let places = (0..2).flat_map(|c| (0..H as isize).flat_map(move |i| (0..W as isize).map(move |j| (c, i, j))));
    places.into_iter().all(|(c, i, j)| {
        let from = source(i, j);
        pixel::<H, W>(y, c, i, j) == Some(pixel::<H, W>(x, c, from.0, from.1).unwrap_or(fill))
    })
}

#[test]
fn shifts_are_whole_pixels_and_all_come() {
    let x = numbered::<48>();
    let shift = Images::<2, 4, 6>::new().then(Shift::new(1).across(5).fill(-1.0));
    let mut seen = std::collections::BTreeMap::new();
    for key in 0..2000 {
        let y = changed(&shift, x, key);
        let mut all = (-1..=1).flat_map(|down| (-5..=5).map(move |across| (down, across)));
        let by = all.find(|&(down, across)| is_moved::<4, 6>(&x, &y, -1.0, |i, j| (i - down, j - across)));
        *seen.entry(by.expect("it is moved by some shift")).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 3 * 11);
    assert!(seen.values().all(|times| (30..100).contains(times)), "evenly: {seen:?}");
}

#[test]
fn quarter_turns_are_exact() {
    let x = numbered::<50>();
    let turned = |degrees: f64| changed(&Images::<2, 5, 5>::new().then(Rotate::between(degrees, degrees)), x, 1);
    // Counter-clockwise: what was on the right is on top.
    for quarter in [90.0, -270.0, 450.0] {
        assert!(is_moved::<5, 5>(&x, &turned(quarter), 0.0, |i, j| (j, 4 - i)), "{quarter}");
    }
    for half in [180.0, -180.0, 540.0] {
        assert!(is_moved::<5, 5>(&x, &turned(half), 0.0, |i, j| (4 - i, 4 - j)), "{half}");
    }
    for three in [270.0, -90.0] {
        assert!(is_moved::<5, 5>(&x, &turned(three), 0.0, |i, j| (4 - j, i)), "{three}");
    }
    assert_eq!([turned(0.0), turned(360.0), turned(-720.0)], [x; 3]);

    // A transpose, then a flip: a quarter turn.
    let transposed = core::array::from_fn(|at| x[at / 25 * 25 + at % 5 * 5 + at / 5 % 5]);
    let flip = Images::<2, 5, 5>::new().then(Flip::vertical().probability(1.0));
    assert_eq!(changed(&flip, transposed, 1), turned(90.0));
}

#[test]
fn images_that_are_not_square_turn_around_their_middle() {
    let x = numbered::<30>();
    let turn = |degrees: f64| Images::<2, 3, 5>::new().then(Rotate::between(degrees, degrees).fill(-2.0));
    assert!(is_moved::<3, 5>(&x, &changed(&turn(90.0), x, 1), -2.0, |i, j| (j - 1, 3 - i)));
    assert!(is_moved::<3, 5>(&x, &changed(&turn(180.0), x, 1), -2.0, |i, j| (2 - i, 4 - j)));
}

/// Of a plane, which bilinear means reproduce, away from the rim: x(i, j) = 3 i + 10 j around the middle.
#[test]
fn angles_between_are_bilinear() {
    let middle = |at: usize| [(at / 9 % 9) as f64 - 4.0, (at % 9) as f64 - 4.0];
    let x: [f64; 81] = core::array::from_fn(|at| 3.0 * middle(at)[0] + 10.0 * middle(at)[1]);
    let y = changed(&Images::<1, 9, 9>::new().then(Rotate::between(30.0, 30.0)), x, 1);
    let (sin, cos) = (30.0_f64.to_radians()).sin_cos();
    for (at, y) in y.iter().enumerate() {
        let [i, j] = middle(at);
        if i.hypot(j) < 4.0 {
            let expected = 3.0 * (i * cos + j * sin) + 10.0 * (j * cos - i * sin);
            assert!((y - expected).abs() < 1e-12, "{at}: {y} instead of {expected}");
        }
    }
    assert_eq!((y[0], y[80]), (0.0, 0.0), "corners come from outside");
}

#[test]
fn flips_are_mirrors_with_their_probability() {
    let x = numbered::<30>();
    let always = |flip: Flip| Images::<2, 3, 5>::new().then(flip.probability(1.0));
    assert!(is_moved::<3, 5>(&x, &changed(&always(Flip::horizontal()), x, 1), 0.0, |i, j| (i, 4 - j)));
    assert!(is_moved::<3, 5>(&x, &changed(&always(Flip::vertical()), x, 1), 0.0, |i, j| (2 - i, j)));

    let flipped =
        |flip: Flip| (0..2000).filter(|&key| changed(&Images::<2, 3, 5>::new().then(flip), x, key) != x).count();
    assert!((900..1100).contains(&flipped(Flip::horizontal())));
    assert!((900..1100).contains(&flipped(Flip::vertical())));
    assert!((300..500).contains(&flipped(Flip::vertical().probability(0.2))));
    assert_eq!(flipped(Flip::horizontal().probability(0.0)), 0);
}

#[test]
fn noise_is_normal() {
    let noise = Images::<1, 100, 101>::new().then(Noise::new(0.5));
    let y = changed(&noise, [2.0; 10_100], 3).map(|y| (y - 2.0) / 0.5);
    let moment = |power: i32| y.iter().map(|z| z.powi(power)).sum::<f64>() / y.len() as f64;
    let (mean, variance, skew, kurtosis) = (moment(1), moment(2), moment(3), moment(4));
    assert!(mean.abs() < 0.04 && (variance - 1.0).abs() < 0.06, "{mean} {variance}");
    assert!(skew.abs() < 0.12 && (kurtosis - 3.0).abs() < 0.4, "{skew} {kurtosis}");
    // Neighbours, the two of a pair among them, have nothing to do with each other.
    let together = y.windows(2).map(|both| both[0] * both[1]).sum::<f64>() / y.len() as f64;
    assert!(together.abs() < 0.04, "{together}");

    let clipped = changed(&Images::<1, 100, 101>::new().then(Noise::new(1.0).clip(1.5, 2.25)), [2.0; 10_100], 3);
    let ends = |end: f64| clipped.iter().filter(|&&y| y == end).count();
    assert!(clipped.iter().all(|y| (1.5..=2.25).contains(y)) && ends(1.5) > 2800 && ends(2.25) > 3700);
    assert_eq!(changed(&Images::<1, 2, 2>::new().then(Noise::new(0.0)), [2.0; 4], 3), [2.0; 4]);
}

#[test]
fn a_square_is_covered_around_any_pixel() {
    let cut = Images::<2, 4, 6>::new().then(CutOut::new(3).fill(9.0));
    let mut seen = std::collections::BTreeSet::new();
    for key in 0..1000 {
        let y = changed(&cut, [0.0; 48], key);
        assert_eq!(y[..24], y[24..], "in all channels alike");
        let covered: Vec<_> = (0..24).filter(|&at| y[at] == 9.0).collect();
        let middles = (0..4_isize).flat_map(|i| (0..6_isize).map(move |j| (i, j)));
        let around = |(i, j): (isize, isize)| {
            let near = move |at: &usize| (*at as isize / 6).abs_diff(i) <= 1 && (*at as isize % 6).abs_diff(j) <= 1;
            (0..24).filter(near).collect::<Vec<_>>()
        };
        let middle = middles.into_iter().find(|&middle| around(middle) == covered);
        seen.insert(middle.expect("a square around a pixel"));
    }
    assert_eq!(seen.len(), 24);

    let covered = |cut: CutOut| {
        (0..2000).filter(move |&key| changed(&Images::<2, 4, 6>::new().then(cut), [1.0; 48], key) != [1.0; 48])
    };
    assert!((900..1100).contains(&covered(CutOut::new(2).probability(0.5)).count()));
    assert_eq!(covered(CutOut::new(4).probability(0.0)).count(), 0);
    // An even square lies half a pixel up and left of its middle.
    let mut sizes = std::collections::BTreeSet::new();
    for key in 0..1000 {
        let y = changed(&Images::<2, 4, 6>::new().then(CutOut::new(4)), [1.0; 48], key);
        sizes.insert(y[..24].iter().filter(|&&y| y == 0.0).count());
    }
    assert_eq!((sizes.first(), sizes.last()), (Some(&4), Some(&16)));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let images = Images::<2, 4, 6>::new();
    let shift = |shift: Shift| message::<_, 48>(images.then(shift));
    assert_eq!(shift(Shift::new(4)), "`down` of `Shift` is 4 pixels, but must be 0 to 3 for images of [2, 4, 6]");
    assert_eq!(
        shift(Shift::new(0).across(6)),
        "`across` of `Shift` is 6 pixels, but must be 0 to 5 for images of [2, 4, 6]"
    );
    assert_eq!(shift(Shift::new(0).fill(f64::NAN)), "`fill` of `Shift` is NaN, but must be finite");
    let rotate = |rotate: Rotate| message::<_, 48>(images.then(rotate));
    assert_eq!(rotate(Rotate::new(-1.0)), "`degrees` of `Rotate` is -1, but must be finite and not below 0");
    assert_eq!(rotate(Rotate::new(f64::NAN)), "`degrees` of `Rotate` is NaN, but must be finite and not below 0");
    assert_eq!(rotate(Rotate::between(0.0, f64::INFINITY)), "`between[1]` of `Rotate` is inf, but must be finite");
    assert_eq!(rotate(Rotate::new(1.0).fill(f64::INFINITY)), "`fill` of `Rotate` is inf, but must be finite");
    let flip = |flip: Flip| message::<_, 48>(images.then(flip));
    assert_eq!(flip(Flip::vertical().probability(f64::NAN)), "`probability` of `Flip` is NaN, but must be from 0 to 1");
    assert_eq!(flip(Flip::horizontal().probability(-0.1)), "`probability` of `Flip` is -0.1, but must be from 0 to 1");
    let noise = |noise: Noise| message::<_, 48>(images.then(noise));
    assert_eq!(noise(Noise::new(-0.1)), "`sigma` of `Noise` is -0.1, but must be finite and not below 0");
    assert_eq!(noise(Noise::new(0.1).clip(1.0, 0.0)), "`clip[1]` of `Noise` is 0, but must be not below `clip[0]`");
    assert_eq!(noise(Noise::new(0.1).clip(f64::NAN, 0.0)), "`clip[0]` of `Noise` is NaN, but must be finite");
    let cut = |cut: CutOut| message::<_, 48>(images.then(cut));
    for side in [0, 5] {
        let expected = format!("`side` of `CutOut` is {side} pixels, but must be 1 to 4 for images of [2, 4, 6]");
        assert_eq!(cut(CutOut::new(side)), expected);
    }
    assert_eq!(cut(CutOut::new(1).probability(1.1)), "`probability` of `CutOut` is 1.1, but must be from 0 to 1");
    assert_eq!(cut(CutOut::new(1).fill(f64::NAN)), "`fill` of `CutOut` is NaN, but must be finite");

    // The last of several is checked too, and nothing begins.
    let all = Images::<1, 2, 2>::new().then(Shift::new(1)).then(Flip::horizontal()).then(Noise::new(f64::NAN));
    let data = Dataset::new([[0.0; 4]], [0.0]).unwrap();
    let error = data.batches::<1>().augmented(all, 1).err().unwrap();
    assert_eq!(error.to_string(), "`sigma` of `Noise` is NaN, but must be finite and not below 0");
}

/// All there is, one after the other.
fn chain() -> Images<2, 4, 6, impl Transform> {
    Images::new()
        .then(Shift::new(2))
        .then(Rotate::new(20.0))
        .then(Flip::horizontal())
        .then(Noise::new(0.1))
        .then(CutOut::new(2))
}

/// All samples as an epoch's batches have them, by their place; the targets are the places.
fn epoch<X: Sample, A: Augment<X>, const B: usize>(
    batches: &mut nn_runtime::data::Batches<'_, X, f64, B, A>,
    read: impl Fn(X::Lent<'_, B>, usize) -> Vec<f64>,
) -> Vec<Vec<f64>> {
    let mut all = std::collections::BTreeMap::new();
    while let Some(batch) = batches.next() {
        for at in 0..batch.len() {
            all.insert(batch.targets()[at] as usize, read(batch.inputs(), at));
        }
    }
    all.into_values().collect()
}

fn column<const B: usize>(images: &SMatrix<f64, 48, B>, at: usize) -> Vec<f64> {
    images.column(at).iter().copied().collect()
}

#[test]
fn a_sample_is_the_same_in_any_batch_and_order() {
    let samples = 17;
    let data =
        Dataset::new(vec![numbered::<48>(); samples], (0..samples).map(|i| i as f64).collect::<Vec<_>>()).unwrap();
    let mut one = data.batches::<1>().augmented(chain(), 5).unwrap();
    let mut many = data.batches::<8>().augmented(chain(), 5).unwrap();
    let mut other = data.batches::<8>().augmented(chain(), 6).unwrap();
    let mut rng = Rng::seed_from_u64(9);
    let mut before: Vec<Vec<f64>> = Vec::new();
    for _ in 0..3 {
        one.restart();
        many.shuffle(&mut rng);
        other.restart();
        let seen = epoch(&mut one, column::<1>);
        assert_eq!(seen, epoch(&mut many, column::<8>), "in batches of one, in order, and of eight, shuffled");
        assert!(seen.iter().zip(epoch(&mut other, column::<8>)).all(|(a, b)| *a != b), "another seed");
        assert!(seen.iter().zip(&before).all(|(a, b)| a != b), "another epoch");
        assert!((1..samples).all(|i| seen[i] != seen[i - 1]), "each sample is changed in its own way");
        before = seen;
    }
    assert_eq!(data.inputs(), vec![numbered::<48>(); samples], "the data stay as they are");
}

#[test]
fn columns_of_matrices_are_images_too() {
    let arrays = Dataset::new(vec![numbered::<48>(); 5], [0.0, 1.0, 2.0, 3.0, 4.0]).unwrap();
    let vectors = Dataset::new(vec![SVector::from(numbered::<48>()); 5], [0.0, 1.0, 2.0, 3.0, 4.0]).unwrap();
    let of_arrays = epoch(&mut arrays.batches::<2>().augmented(chain(), 5).unwrap(), column::<2>);
    assert_eq!(of_arrays, epoch(&mut vectors.batches::<2>().augmented(chain(), 5).unwrap(), column::<2>));
    assert!(arrays.select(&[]).batches::<2>().augmented(chain(), 5).unwrap().next().is_none());
}

proptest! {
    /// Moving, mirroring and covering make no new numbers; turning stays between the smallest and the largest.
    #[test]
    fn numbers_stay_in_their_range(image in prop::array::uniform30(-5.0..5.0_f64), key: u64, fill in -5.0..5.0_f64) {
        let images = Images::<2, 3, 5>::new();
        let moved = images.then(Shift::new(2).fill(fill)).then(Flip::vertical()).then(CutOut::new(2).fill(fill));
        let y = changed(&moved, image, key);
        prop_assert!(y.iter().all(|y| *y == fill || image.contains(y)));
        let turned = changed(&images.then(Rotate::new(400.0).fill(fill)), image, key);
        let (low, high) = image.iter().fold((fill, fill), |(low, high), x| (low.min(*x), high.max(*x)));
        prop_assert!(turned.iter().all(|y| (low - 1e-12..=high + 1e-12).contains(y)));
    }

    #[test]
    fn a_flip_undoes_itself(image in prop::array::uniform30(-5.0..5.0_f64), key: u64) {
        for flip in [Flip::horizontal(), Flip::vertical()] {
            let flip = Images::<2, 3, 5>::new().then(flip.probability(1.0));
            prop_assert_eq!(changed(&flip, changed(&flip, image, key), key), image);
        }
    }

    /// Two transforms of one kind draw each for itself.
    #[test]
    fn a_turn_and_its_opposite_are_none(image in prop::array::uniform25(-5.0..5.0_f64), quarters in -4..4_i32) {
        let by = 90.0 * f64::from(quarters);
        let there = Images::<1, 5, 5>::new().then(Rotate::between(by, by)).then(Rotate::between(-by, -by));
        prop_assert_eq!(changed(&there, image, 1), image);
    }
}
