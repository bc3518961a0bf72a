use nn_runtime::losses::Mse;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Step, Workspace, network};

network! {
    pub Net(x: [4]) -> (class: [3], value: [4]) {
        class = x -> dense<3>;
        value = x -> dense<4>;
    }
}

fn main() {
    let x = SMatrix::<f32, 4, 8>::zeros();
    let batch = Batch::full(&x, &x);
    Net::init(1).forward_backward(&mut Workspace::<Net, 8>::new(), batch, &Mse::new(), Step::new(1, 0));
}
