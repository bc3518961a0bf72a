//! Models of any size.

use std::boxed::Box;

use nalgebra::SMatrix;

use crate::losses::Mse;
use crate::optimizers::{Rule, Sgd};
use crate::{Batch, Flat, Step, Workspace, network};

network! {
    /// 80 MB of parameters.
    Large(x: [784]) -> [10] {
        x -> dense<4096> -> relu -> dense<4096> -> relu -> dense<10>
    }
}

#[test]
#[cfg_attr(miri, ignore = "80 MB at a hundredth of the speed")]
fn a_network_far_larger_than_the_stack_trains() {
    let work = || {
        let mut model = Large::init(1);
        let before = model.clone();
        let mut workspace = Workspace::<Large, 2>::new();
        let (x, targets) = (Box::new(SMatrix::repeat(0.1)), Box::new(SMatrix::zeros()));
        let batch = Batch::full(&*x, &*targets);
        let mut sgd = Sgd::new(0.01).momentum(0.9).optimizer::<Large>().unwrap();
        let first = model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(0, 0));
        sgd.step(&mut model, workspace.grads());
        let second = model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(0, 1));
        assert!(second < first && model.as_flat() != before.as_flat(), "{first} to {second}");
    };
    // A stack of 256 KiB has no room for any of the matrices.
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}
