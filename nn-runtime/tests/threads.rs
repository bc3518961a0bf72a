//! Predictions start no threads, whatever their number and the size of the network.
#![cfg(target_os = "linux")]

use std::fs;

use nn_runtime::model::PredictionWorkspace;
use nn_runtime::prelude::*;

network! {
    Wide(x: [256]) -> [64] { x -> dense<2048> -> relu -> dense<64> }

    /// A single sample of which is worth several threads.
    Large(image: [4, 120, 120]) -> [3] {
        image -> conv2d<32, 1> -> batch_norm -> relu -> depthwise_conv2d<3> -> batch_norm -> max_pool2d<2>
            -> conv2d<32, 3> -> relu -> max_pool2d<2> -> global_avg_pool -> dense<3>
    }
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

// The only test of this file: others would be threads too.
#[test]
#[cfg_attr(miri, ignore = "it asks the operating system")]
fn predictions_start_no_threads() {
    let (model, x) = (Wide::init(1), [0.5; 256]);
    let before = threads();
    model.predict(&x).unwrap();
    model.predict_with(&mut PredictionWorkspace::new(), &x).unwrap();
    model.predict_all(&vec![x; 1000]).unwrap();
    model.predict_rows(&vec![x; 1000]).unwrap();
    assert_eq!(threads(), before);
    let image = vec![0.5; 4 * 120 * 120];
    let large = Large::init(1);
    large.predict_slice(&image).unwrap();
    large.predict_rows(&[&image; 40]).unwrap();
    assert_eq!(threads(), before);

    // A large batch does, where it may: else the test above would prove nothing.
    let (x, mut y) = (Box::new(SMatrix::repeat(0.5)), Box::new(SMatrix::zeros()));
    model.infer(&mut InferenceWorkspace::<Wide, 64>::new(), &x, &mut y);
    let several = cfg!(feature = "rayon") && std::thread::available_parallelism().is_ok_and(|n| n.get() > 1);
    assert_eq!(threads() > before, several);
}
