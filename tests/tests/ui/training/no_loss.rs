use nn_runtime::prelude::*;

network! { Net(x: [2]) -> [2] { x -> dense<2> } }

fn train(model: &mut Model<Net>, data: &Dataset<[f32; 2], Class<2>>) {
    Trainer::new(model).epochs(3).fit(data).unwrap();
}

fn main() {}
