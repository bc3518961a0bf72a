use nn_runtime::losses::Mse;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Step, Workspace, network};

network! {
    pub Net(x: [4]) -> [3] {
        x -> dense<8> -> relu -> dense<3>
    }
}

fn main() {
    let x = SMatrix::<f32, 4, 8>::zeros();
    let targets = SMatrix::<f32, 3, 8>::zeros();
    let weights: [f64; 8] = [1.0; 8];
    let batch = Batch::full(&x, &targets).weighted(&weights).expect("weights");
    Net::init(1).forward_backward(&mut Workspace::<Net, 8>::new(), batch, &Mse::new(), Step::new(1, 0));
}
