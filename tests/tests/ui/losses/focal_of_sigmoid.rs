use nn_runtime::losses::Focal;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Step, Workspace, network};

network! {
    pub Net(x: [4]) -> [3] {
        x -> dense<8> -> relu -> dense<3> -> sigmoid
    }
}

fn main() {
    let x = SMatrix::<f32, 4, 8>::zeros();
    let targets = SMatrix::<f32, 3, 8>::zeros();
    let batch = Batch::full(&x, &targets);
    Net::init(1).forward_backward(&mut Workspace::<Net, 8>::new(), batch, &Focal::new(), Step::new(1, 0));
}
