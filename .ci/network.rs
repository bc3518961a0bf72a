// What `.ci/network-cost` measures unless told otherwise: a network of six layers, trained and used.

use nn_runtime::prelude::*;

network! {
    /// Reads a digit of 8×8 pixels.
    pub Six(pixels: [8, 8]) -> [10] {
        pixels -> flatten -> dense<128> -> relu -> dropout<0.2> -> dense<64> -> relu -> dense<10>
    }
}

pub fn run() {
    let mut model = Six::init(1);
    let (mut workspace, x, mut y) = (Workspace::<Six, 32>::new(), SMatrix::zeros(), SMatrix::zeros());
    let mut adam = AdamW::new(1e-3).optimizer::<Six>().expect("sound settings");
    let targets = [Class::new(0).expect("one of ten"); 32];
    model.forward_backward(&mut workspace, Batch::full(&x, &targets), &CrossEntropy::new(), Step::new(1, 0));
    adam.step(&mut model, workspace.grads());
    model.infer(&mut InferenceWorkspace::new(), &x, &mut y);
}
