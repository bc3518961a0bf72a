use nn_runtime::data::augment::{Images, Shift};
use nn_runtime::prelude::*;

network! { Net(image: [4], weight: [1]) -> [2] { concat(image, weight) -> dense<2> } }

fn train(model: &mut Model<Net>, data: &Dataset<([f32; 4], [f32; 1]), Class<2>>) {
    let images = Images::<1, 2, 2>::new().then(Shift::new(1));
    Trainer::new(model).loss(CrossEntropy::new()).augment(images).fit(data).unwrap();
}

fn main() {}
