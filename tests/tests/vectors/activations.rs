//! Every activation, element by element or over features.

use nn_runtime::network;

use crate::file::Vectors;
use crate::layer::check;

network! {
    Relu(x: [8]) -> [8] { x -> relu }
    LeakyRelu(x: [8]) -> [8] { x -> leaky_relu }
    LeakyReluSlope(x: [8]) -> [8] { x -> leaky_relu<0.2> }
    Prelu(x: [8]) -> [8] { x -> prelu }
    Elu(x: [8]) -> [8] { x -> elu }
    EluAlpha(x: [8]) -> [8] { x -> elu<alpha = 0.5> }
    Selu(x: [8]) -> [8] { x -> selu }
    Gelu(x: [8]) -> [8] { x -> gelu }
    GeluTanh(x: [8]) -> [8] { x -> gelu<approximate = tanh> }
    Silu(x: [8]) -> [8] { x -> silu }
    Mish(x: [8]) -> [8] { x -> mish }
    Softplus(x: [8]) -> [8] { x -> softplus }
    HardSwish(x: [8]) -> [8] { x -> hard_swish }
    HardSigmoid(x: [8]) -> [8] { x -> hard_sigmoid }
    Sigmoid(x: [8]) -> [8] { x -> sigmoid }
    Tanh(x: [8]) -> [8] { x -> tanh }

    Softmax(x: [8]) -> [8] { x -> softmax }
    SoftmaxSequence(x: [3, 4]) -> [3, 4] { x -> softmax }
    LogSoftmax(x: [8]) -> [8] { x -> log_softmax }
    LogSoftmaxSequence(x: [3, 4]) -> [3, 4] { x -> log_softmax }
}

#[test]
fn activations_agree_with_pytorch() {
    let file = Vectors::read("activations");

    check::<Relu>(file.case("relu"));
    check::<LeakyRelu>(file.case("leaky_relu"));
    check::<LeakyReluSlope>(file.case("leaky_relu_slope"));
    check::<Prelu>(file.case("prelu"));
    check::<Elu>(file.case("elu"));
    check::<EluAlpha>(file.case("elu_alpha"));
    check::<Selu>(file.case("selu"));
    check::<Gelu>(file.case("gelu"));
    check::<GeluTanh>(file.case("gelu_tanh"));
    check::<Silu>(file.case("silu"));
    check::<Mish>(file.case("mish"));
    check::<Softplus>(file.case("softplus"));
    check::<HardSwish>(file.case("hard_swish"));
    check::<HardSigmoid>(file.case("hard_sigmoid"));
    check::<Sigmoid>(file.case("sigmoid"));
    check::<Tanh>(file.case("tanh"));

    check::<Softmax>(file.case("softmax"));
    check::<Softmax>(file.case("softmax_large"));
    check::<SoftmaxSequence>(file.case("softmax_sequence"));
    check::<LogSoftmax>(file.case("log_softmax"));
    check::<LogSoftmax>(file.case("log_softmax_large"));
    check::<LogSoftmaxSequence>(file.case("log_softmax_sequence"));

    file.all_used();
}
