//! Training on images that are changed at random: what sees them, when, and that a seed gives the same again.

use nn_runtime::data::augment::{Augment, CutOut, Flip, Images, Noise, Rotate, Shift};
use nn_runtime::prelude::*;
use nn_runtime::step::Key;
use nn_runtime::train::FitError;

network! { Reader(image: [36]) -> [2] { image -> dense<16> -> relu -> dropout<0.1> -> dense<2> } }

/// Strokes across and down.
fn strokes() -> Dataset<[f32; 36], Class<2>> {
    let stroke = |i: usize| core::array::from_fn(|at| f32::from(u8::from([at % 6, at / 6][i % 2] == i / 2 % 6)));
    let kinds: Vec<_> = (0..60).map(|i| Class::new(i % 2).unwrap()).collect();
    Dataset::new((0..60).map(stroke).collect::<Vec<_>>(), kinds).unwrap()
}

fn images() -> impl Augment<[f32; 36]> {
    let images = Images::<1, 6, 6>::new().then(Shift::new(2)).then(Rotate::new(20.0)).then(Flip::vertical());
    images.then(Noise::new(0.1)).then(CutOut::new(2))
}

#[test]
fn a_loop_of_ones_own_gives_the_same_bits() -> Result<(), Box<dyn std::error::Error>> {
    let data = strokes();
    let trained = |seed: u64| {
        let mut model = Reader::init(1);
        let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).augment(images()).batch::<8>();
        trainer.epochs(3).seed(seed).fit(&data).unwrap();
        model
    };
    let (mut model, mut workspace) = (Reader::init(1), Workspace::<Reader, 8>::new());
    let mut adam = AdamW::new(1e-3).optimizer::<Reader>()?;
    let (mut rng, mut batches) = (Rng::seed_from_u64(7), data.batches::<8>().augmented(images(), 7)?);
    for _ in 0..3 {
        batches.shuffle(&mut rng);
        while let Some(batch) = batches.next() {
            model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), Step::new(7, adam.steps()));
            adam.step(&mut model, workspace.grads());
        }
    }
    assert_eq!(trained(7).as_flat(), model.as_flat());
    assert_ne!(trained(8).as_flat(), model.as_flat());
    Ok(())
}

/// The means of all pixels tell samples that were changed from those that were not.
#[test]
fn validation_sees_samples_as_they_are() {
    let data = strokes();
    let blank = |image: &mut [f32; 36], _: Key| image.fill(0.0);
    let mut model = Reader::init(1);
    let mut frozen = Reader::init(1);
    let plain = Trainer::new(&mut frozen).loss(CrossEntropy::new()).optimizer(Sgd::new(1e-30)).epochs(1);
    let plain = plain.validate(&data).fit(&data).unwrap();
    let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).optimizer(Sgd::new(1e-30)).augment(blank);
    let report = trainer.epochs(1).validate(&data).fit(&data).unwrap();
    let validated = |report: &nn_runtime::train::Report| report.epochs[0].validation.unwrap().loss;
    assert_eq!(validated(&report), validated(&plain));
    assert_ne!(report.epochs[0].loss, plain.epochs[0].loss);
}

/// Changes are made in the numbers of the data: scaled afterwards, an image that nothing happens to is what it always is.
#[test]
fn samples_are_scaled_behind_their_changes() {
    let data = strokes();
    let data = Dataset::new(data.inputs().iter().map(|x| x.map(|x| 4.0 + 2.0 * x)).collect::<Vec<_>>(), data.targets());
    let data = data.unwrap();
    let weights = |augment: bool| {
        let mut model = Reader::init(1).scaled_by(Standardize::fit(&data).unwrap()).unwrap();
        let trainer = Trainer::new(&mut model).loss(CrossEntropy::new()).epochs(2);
        let seen = |image: &mut [f32; 36], _: Key| assert!(image.iter().all(|x| [4.0, 6.0].contains(x)), "{image:?}");
        if augment { trainer.augment(seen).fit(&data) } else { trainer.fit(&data) }.unwrap();
        model
    };
    assert_eq!(weights(true).as_flat(), weights(false).as_flat());
}

#[test]
fn what_makes_no_sense_is_refused_before_the_first_step() {
    let (data, mut model) = (strokes(), Reader::init(1));
    let start = model.clone();
    let augment = Images::<1, 6, 6>::new().then(Shift::new(6));
    let error = Trainer::new(&mut model).loss(CrossEntropy::new()).augment(augment).fit(&data).unwrap_err();
    assert!(matches!(error, FitError::Augment(_)));
    assert_eq!(error.to_string(), "`down` of `Shift` is 6 pixels, but must be 0 to 5 for images of [1, 6, 6]");
    assert_eq!(model.as_flat(), start.as_flat());
}
