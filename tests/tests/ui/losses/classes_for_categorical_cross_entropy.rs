use nn_runtime::losses::CategoricalCrossEntropy;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Class, Step, Workspace, network};

network! {
    pub Net(x: [4]) -> [3] {
        x -> dense<8> -> relu -> dense<3>
    }
}

fn main() {
    let x = SMatrix::<f32, 4, 8>::zeros();
    let targets = [Class::<3>::new(1).unwrap(); 8];
    let batch = Batch::full(&x, &targets);
    Net::init(1).forward_backward(&mut Workspace::<Net, 8>::new(), batch, &CategoricalCrossEntropy::new(), Step::new(1, 0));
}
