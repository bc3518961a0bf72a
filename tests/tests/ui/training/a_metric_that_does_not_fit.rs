use nn_runtime::metrics::R2;
use nn_runtime::prelude::*;

network! { Net(x: [4]) -> [2] { x -> dense<2> } }

fn train(model: &mut Model<Net>, data: &Dataset<[f32; 4], Class<2>>) {
    Trainer::new(model).loss(CrossEntropy::new()).validate(data).metric(R2).fit(data).unwrap();
}

fn main() {}
