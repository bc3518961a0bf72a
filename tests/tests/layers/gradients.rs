//! Every layer between two others, so that gradients have to pass through it in both directions.

use nn_runtime::network;
use nn_tests::structure::{prove, prove_training};

use self::sizes::Consts;

macro_rules! proven {
    ($($prove:ident: $test:ident $net:ident;)*) => {
        $(
            #[test]
            fn $test() {
                $prove::<$net<f64>>();
            }
        )*
    };
}

network! {
    Dense(x: [3]) -> [2] { x -> dense<4> -> relu -> dense<2> }
    DenseNoBias(x: [3]) -> [2] { x -> dense<4, bias = false> -> tanh -> dense<2, bias = false> }
    DenseOnSequence(x: [3, 2]) -> [3, 4] { x -> dense<3> -> tanh -> dense<4> }
    Relu(x: [3]) -> [2] { x -> dense<5> -> relu -> dense<2> }
    LeakyRelu(x: [3]) -> [2] { x -> dense<5> -> leaky_relu<0.1> -> dense<2> }
    Prelu(x: [3]) -> [2] { x -> dense<5> -> prelu -> dense<2> }
    Elu(x: [3]) -> [2] { x -> dense<5> -> elu<0.7> -> dense<2> }
    Selu(x: [3]) -> [2] { x -> dense<5> -> selu -> dense<2> }
    Gelu(x: [3]) -> [2] { x -> dense<5> -> gelu -> dense<2> }
    GeluTanh(x: [3]) -> [2] { x -> dense<5> -> gelu<tanh> -> dense<2> }
    Silu(x: [3]) -> [2] { x -> dense<5> -> silu -> dense<2> }
    Mish(x: [3]) -> [2] { x -> dense<5> -> mish -> dense<2> }
    Softplus(x: [3]) -> [2] { x -> dense<5> -> softplus -> dense<2> }
    HardSwish(x: [3]) -> [2] { x -> dense<5> -> hard_swish -> dense<2> }
    HardSigmoid(x: [3]) -> [2] { x -> dense<5> -> hard_sigmoid -> dense<2> }
    Sigmoid(x: [3]) -> [2] { x -> dense<5> -> sigmoid -> dense<2> }
    Tanh(x: [3]) -> [2] { x -> dense<5> -> tanh -> dense<2> }
    Softmax(x: [3]) -> [2] { x -> dense<5> -> softmax -> dense<2> }
    SoftmaxAtTheEnd(x: [3]) -> [4] { x -> dense<4> -> softmax }
    SoftmaxOnSequence(x: [3, 2]) -> [3, 4] { x -> dense<4> -> softmax }
    LogSoftmax(x: [3]) -> [2] { x -> dense<5> -> log_softmax -> dense<2> }
    LogSoftmaxAtTheEnd(x: [3]) -> [4] { x -> dense<4> -> log_softmax }
    LogSoftmaxOnSequence(x: [3, 2]) -> [3, 4] { x -> dense<4> -> log_softmax }
    LayerNorm(x: [3]) -> [2] { x -> dense<5> -> layer_norm<eps = 0.1> -> dense<2> }
    LayerNormOnSequence(x: [3, 4]) -> [3, 2] { x -> dense<4> -> layer_norm<eps = 0.1> -> dense<2> }
    RmsNorm(x: [3]) -> [2] { x -> dense<5> -> rms_norm<eps = 0.1> -> dense<2> }
    RmsNormOnSequence(x: [3, 4]) -> [3, 4] { x -> dense<4> -> rms_norm -> dense<4> }
    BatchNorm(x: [3]) -> [2] { x -> dense<5> -> batch_norm<eps = 0.1> -> dense<2> }
    FrozenBatchNorm(x: [3]) -> [2] { x -> dense<5> -> #[frozen] batch_norm -> dense<2> }
    Dropout(x: [3]) -> [2] { x -> dense<8> -> tanh -> dropout<0.4> -> dense<2> }
    DropoutOnSequence(x: [3, 2]) -> [3, 2] { x -> dense<4> -> tanh -> dropout<0.4> -> dense<2> }
    Flatten(x: [3, 2]) -> [2] { x -> dense<4> -> flatten -> dense<2> }
    FlattenOfInput(x: [3, 2]) -> [6] { x -> flatten }
    Reshape(x: [6]) -> [4, 2] { x -> dense<12> -> reshape<[4, 3]> -> tanh -> dense<2> }
    Slice(x: [3]) -> [2] { x -> dense<6> -> slice<2..5> -> dense<2> }
    SliceOfSequence(x: [4, 3]) -> [2, 2] { x -> dense<5> -> slice<1..3> -> slice<..2, axis = 1> }
    SlicesOfInput(x: [6]) -> [3] { (x -> slice<..3>) * (x -> slice<3..>) }
    Concat(a: [2], b: [3]) -> [2] { concat(a -> dense<2>, b -> dense<3>, a) -> dense<2> }
    ConcatAxis(a: [3, 2], b: [3, 1]) -> [3, 4] { let d = a -> dense<2>; concat<axis = 1>(d, b, b) + concat<axis = 1>(d, d) }
}

const ROWS: usize = 3;
const COLUMNS: usize = 4;

/// Dimensions that only rustc knows.
mod sizes {
    network! {
        pub Consts(x: [ROWS, super::COLUMNS]) -> [{ ROWS * 2 }] {
            let steps = x -> dense<super::COLUMNS> -> layer_norm -> softmax;
            let rows = steps -> slice<..{ ROWS - 1 }> -> reshape<[super::COLUMNS, { ROWS - 1 }]> -> rms_norm;
            let all = concat(steps -> flatten, rows -> flatten) -> slice<{ 2 * ROWS }.. > -> prelu;
            all -> dense<{ ROWS * 2 }> -> batch_norm<eps = 0.1> -> dropout<0.3>
        }

        pub Generic<const H: usize>(x: [H], y: [H]) -> [H] {
            let one = x -> dense<H> -> layer_norm<0.1> -> tanh -> batch_norm<0.1> -> softmax;
            let steps = concat(one, y) -> reshape<[2, H]> -> rms_norm<0.1> -> prelu -> log_softmax;
            (steps -> slice<1..> -> flatten) - (steps -> dropout<0.3> -> slice<..1> -> reshape<[H]>)
        }
    }

    use nn_runtime::network;

    use super::ROWS;

    pub type OfFive = Generic<5, f64>;
}

proven! {
    prove_training: sizes_that_are_consts Consts;
    prove: dense Dense;
    prove: dense_without_bias DenseNoBias;
    prove: dense_on_a_sequence DenseOnSequence;
    prove: relu Relu;
    prove: leaky_relu LeakyRelu;
    prove: prelu Prelu;
    prove: elu Elu;
    prove: selu Selu;
    prove: gelu Gelu;
    prove: gelu_tanh GeluTanh;
    prove: silu Silu;
    prove: mish Mish;
    prove: softplus Softplus;
    prove: hard_swish HardSwish;
    prove: hard_sigmoid HardSigmoid;
    prove: sigmoid Sigmoid;
    prove: tanh Tanh;
    prove: softmax Softmax;
    prove: softmax_at_the_end SoftmaxAtTheEnd;
    prove: softmax_on_a_sequence SoftmaxOnSequence;
    prove: log_softmax LogSoftmax;
    prove: log_softmax_at_the_end LogSoftmaxAtTheEnd;
    prove: log_softmax_on_a_sequence LogSoftmaxOnSequence;
    prove: layer_norm LayerNorm;
    prove: layer_norm_on_a_sequence LayerNormOnSequence;
    prove: rms_norm RmsNorm;
    prove: rms_norm_on_a_sequence RmsNormOnSequence;
    prove_training: batch_norm BatchNorm;
    prove: frozen_batch_norm FrozenBatchNorm;
    prove_training: dropout Dropout;
    prove_training: dropout_on_a_sequence DropoutOnSequence;
    prove: flatten Flatten;
    prove: flatten_of_an_input FlattenOfInput;
    prove: reshape Reshape;
    prove: slice Slice;
    prove: slice_of_a_sequence SliceOfSequence;
    prove: slices_of_an_input SlicesOfInput;
    prove: concat Concat;
    prove: concat_along_an_axis ConcatAxis;
}

#[test]
fn sizes_that_are_parameters() {
    prove_training::<sizes::OfFive>();
}
