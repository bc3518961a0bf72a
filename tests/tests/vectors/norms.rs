//! Every norm, `batch_norm` in training and in evaluation.

use nn_runtime::network;

use crate::file::Vectors;
use crate::layer::Mode::{Evaluation, Training};
use crate::layer::{check, check_mode};

network! {
    LayerNorm(x: [6]) -> [6] { x -> layer_norm }
    LayerNormEps(x: [6]) -> [6] { x -> layer_norm<eps = 0.1> }
    LayerNormSequence(x: [3, 6]) -> [3, 6] { x -> layer_norm }
    RmsNorm(x: [6]) -> [6] { x -> rms_norm }
    RmsNormEps(x: [6]) -> [6] { x -> rms_norm<eps = 0.1> }
    RmsNormSequence(x: [3, 6]) -> [3, 6] { x -> rms_norm }
    BatchNorm(x: [6]) -> [6] { x -> batch_norm }
    BatchNormOptions(x: [6]) -> [6] { x -> batch_norm<eps = 0.1, momentum = 0.3> }
}

#[test]
fn norms_agree_with_pytorch() {
    let file = Vectors::read("norms");

    check::<LayerNorm>(file.case("layer_norm"));
    check::<LayerNormEps>(file.case("layer_norm_eps"));
    check::<LayerNormSequence>(file.case("layer_norm_sequence"));
    check::<RmsNorm>(file.case("rms_norm"));
    check::<RmsNormEps>(file.case("rms_norm_eps"));
    check::<RmsNormSequence>(file.case("rms_norm_sequence"));
    check_mode::<BatchNorm>(file.case("batch_norm"), Training);
    check_mode::<BatchNormOptions>(file.case("batch_norm_options"), Training);
    check_mode::<BatchNorm>(file.case("batch_norm_evaluation"), Evaluation);

    file.all_used();
}
