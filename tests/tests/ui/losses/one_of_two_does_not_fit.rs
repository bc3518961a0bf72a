use nn_runtime::losses::{CrossEntropy, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Class, Step, Workspace, network};

network! {
    pub Net(x: [4]) -> (class: [3], value: [4]) {
        class = x -> dense<3> -> softmax;
        value = x -> dense<4>;
    }
}

fn main() {
    let x = SMatrix::<f32, 4, 8>::zeros();
    let classes = [Class::<3>::new(1).unwrap(); 8];
    let batch = Batch::full(&x, NetOutputs { class: &classes, value: &x });
    let loss = NetOutputs { class: CrossEntropy::new(), value: Mse::new() };
    Net::init(1).forward_backward(&mut Workspace::<Net, 8>::new(), batch, &loss, Step::new(1, 0));
}
