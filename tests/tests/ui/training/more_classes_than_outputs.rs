use nn_runtime::prelude::*;

network! { Net(x: [4]) -> [2] { x -> dense<2> } }

fn train(model: &mut Model<Net>, data: &Dataset<[f32; 4], Class<3>>) {
    Trainer::new(model).loss(CrossEntropy::new()).fit(data).unwrap();
}

fn main() {}
