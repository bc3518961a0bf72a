//! Weights go from PyTorch to a network and back: the recipe of `nn_runtime::weights` on files that PyTorch wrote
//! (`pytorch.py`), with parameters, running statistics, nested modules and PyTorch's own counters.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nn_runtime::nalgebra::SMatrix;
use nn_runtime::weights::{self, Load, LoadError, Problem};
use nn_runtime::{Flat, InferenceWorkspace, Model, network};
use safetensors::{Dtype, SafeTensors};

network! {
    pub Net(x: [8]) -> [3] {
        x
            -> hidden: dense<16> -> norm: batch_norm -> gelu
            -> #[key("block.0")] dense<16, bias = false> -> #[key("block.1")] prelu -> #[key("block.2")] layer_norm
            -> head: dense<3>
    }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name).with_extension("safetensors")
}

/// The numbers of a tensor of `f32`.
fn numbers(file: &SafeTensors<'_>, key: &str) -> Vec<f32> {
    let tensor = file.tensor(key).unwrap();
    assert_eq!(tensor.dtype(), Dtype::F32);
    tensor.data().as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
}

/// The largest difference between what the model answers and what PyTorch did.
fn difference(model: &Model<Net>) -> f32 {
    let answers = fs::read(path("pytorch_answers")).unwrap();
    let answers = SafeTensors::deserialize(&answers).unwrap();
    let x = SMatrix::<f32, 8, 5>::from_iterator(numbers(&answers, "x"));
    let mut y = SMatrix::zeros();
    model.infer(&mut InferenceWorkspace::<Net, 5>::new(), &x, &mut y);
    y.iter().zip(numbers(&answers, "y")).map(|(y, expected)| (y - expected).abs()).fold(0.0, f32::max)
}

#[test]
fn a_network_answers_as_the_model_whose_weights_it_loads() {
    let model = Load::pytorch().load::<Net>(path("pytorch")).unwrap();
    assert!(difference(&model) < 1e-5, "{}", difference(&model));
    assert!(difference(&Net::init(1)) > 0.1);
}

#[test]
fn what_was_loaded_is_saved_as_pytorch_saved_it() {
    let theirs = fs::read(path("pytorch")).unwrap();
    let ours = Load::pytorch().parse::<Net>(&theirs).unwrap().to_safetensors();
    let tensors = |bytes: &[u8]| -> BTreeMap<_, _> {
        let file = SafeTensors::deserialize(bytes).unwrap();
        file.iter().map(|(key, t)| (key.to_owned(), (t.dtype(), t.shape().to_vec(), t.data().to_vec()))).collect()
    };
    let (mut theirs, ours) = (tensors(&theirs), tensors(&ours));
    assert!(theirs.remove("norm.num_batches_tracked").is_some());
    assert_eq!(ours, theirs);
}

#[test]
fn weights_of_half_precision_are_converted_when_told() {
    let Err(LoadError::File { problem, .. }) = Load::pytorch().load::<Net>(path("pytorch_half")) else {
        panic!("half precision is another type")
    };
    let LoadError::Tensors { problems, .. } = *problem else { panic!("{problem}") };
    assert_eq!(problems.as_slice().len(), 12);
    assert!(problems.as_slice().iter().all(|p| matches!(p, Problem::Dtype { found: weights::Dtype::F16, .. })));
    let model = Load::pytorch().cast().load::<Net>(path("pytorch_half")).unwrap();
    let rough = difference(&model);
    assert!((1e-6..2e-2).contains(&rough), "{rough}");
}

#[test]
fn strictly_a_file_of_pytorch_is_not_a_file_of_this_network() {
    let error = Model::<Net>::load(path("pytorch")).unwrap_err();
    let LoadError::File { problem, .. } = error else { panic!("{error}") };
    assert!(matches!(*problem, LoadError::NoFingerprint { network: "Net" }), "{problem}");
}

#[test]
fn everything_that_a_model_has_survives_the_way_through_a_file() {
    let model = Load::pytorch().load::<Net>(path("pytorch")).unwrap();
    let back = Model::<Net>::from_safetensors(&model.to_safetensors()).unwrap();
    assert_eq!(back.as_flat(), model.as_flat());
    assert_eq!(back.state().as_flat(), model.state().as_flat());
    assert!(model.state().as_flat().iter().all(|&s| s != 0.0 && s != 1.0), "running statistics are loaded");
}

#[test]
fn every_level() {
    nn_tests::levels::run_others("every_level", &[]);
}
