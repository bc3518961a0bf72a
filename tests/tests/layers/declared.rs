//! What a declaration settles beside the passes: initial values, heads, fingerprints, coupling.

use std::collections::BTreeSet;

use nn_runtime::head::{Activated, Head, Linear, LogSoftmax, Sigmoid, Softmax};
use nn_runtime::losses::Mse;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::network::Network;
use nn_runtime::{Batch, Output, Step, Workspace, network};

network! {
    Prelus(x: [4]) -> [4] { x -> prelu }
    LayerNorms(x: [4]) -> [4] { x -> layer_norm }
    RmsNorms(x: [4]) -> [4] { x -> rms_norm }
    BatchNorms(x: [4]) -> [4] { x -> batch_norm }
}

#[test]
fn parameters_begin_as_in_pytorch() {
    assert_eq!(Prelus::init(1).prelu_1.weight.as_slice(), [0.25]);

    let model = LayerNorms::init(1);
    assert_eq!(model.layer_norm_1.weight.as_slice(), [1.0; 4]);
    assert_eq!(model.layer_norm_1.bias.as_slice(), [0.0; 4]);
    assert_eq!(RmsNorms::init(1).rms_norm_1.weight.as_slice(), [1.0; 4]);

    let model = BatchNorms::init(1);
    assert_eq!(model.batch_norm_1.weight.as_slice(), [1.0; 4]);
    assert_eq!(model.batch_norm_1.bias.as_slice(), [0.0; 4]);
    assert_eq!(model.state().batch_norm_1.running_mean.as_slice(), [0.0; 4]);
    assert_eq!(model.state().batch_norm_1.running_var.as_slice(), [1.0; 4]);
}

/// The features in and out of the layers whose initial weights are looked at: enough for their extremes to be near bounds.
const IN: usize = 150;
const OUT: usize = 100;

network! {
    BeforeRelu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> relu }
    BeforeLeakyRelu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> dropout<0.1> -> leaky_relu<1.0> }
    BeforePrelu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> prelu }
    BeforeElu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> elu }
    BeforeSelu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> selu }
    BeforeGelu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> gelu }
    BeforeSilu(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> silu }
    BeforeMish(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> mish }
    BeforeSoftplus(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> softplus }
    BeforeHardSwish(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> hard_swish }
    BeforeHardSigmoid(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> hard_sigmoid }
    BeforeSigmoid(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> sigmoid }
    BeforeTanh(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> tanh }
    BeforeSoftmax(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> softmax }
    BeforeLogSoftmax(x: [IN]) -> [OUT] { x -> d: dense<OUT> -> log_softmax }
    BeforeNothing(x: [IN]) -> [OUT] { x -> d: dense<OUT> }

    /// Used before `tanh`, then before `relu`.
    Shared(x: [IN]) -> [IN] {
        layer both = d: dense<IN>;
        x -> both -> tanh -> both -> relu
    }
    /// The same, but chosen: with the gain of the first use.
    SharedAndChosen(x: [IN]) -> [IN] {
        layer both = #[init(xavier_uniform)] d: dense<IN>;
        x -> both -> tanh -> both -> relu
    }
}

/// Panics unless the weights come from a uniform distribution up to `bound`.
fn assert_uniform(weights: &[f32], bound: f64) {
    let largest = weights.iter().fold(0.0f32, |top, w| top.max(w.abs()));
    let relative = f64::from(largest) / bound;
    assert!((0.99..=1.0001).contains(&relative), "the largest weight is {largest}, the bound {bound}");
}

#[test]
fn weights_suit_the_activation_behind_them() {
    let kaiming = |gain: f64| gain * (3.0 / IN as f64).sqrt();
    let xavier = |gain: f64| gain * (6.0 / (IN + OUT) as f64).sqrt();
    let rectified = kaiming(2f64.sqrt());

    assert_uniform(BeforeRelu::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeLeakyRelu::init(1).d.weight.as_slice(), kaiming(1.0));
    assert_uniform(BeforePrelu::init(1).d.weight.as_slice(), kaiming((2.0 / 1.0625f64).sqrt()));
    assert_uniform(BeforeElu::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeGelu::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeSilu::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeMish::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeSoftplus::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeHardSwish::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeHardSigmoid::init(1).d.weight.as_slice(), rectified);
    assert_uniform(BeforeSigmoid::init(1).d.weight.as_slice(), xavier(1.0));
    assert_uniform(BeforeTanh::init(1).d.weight.as_slice(), xavier(5.0 / 3.0));
    assert_uniform(BeforeSoftmax::init(1).d.weight.as_slice(), xavier(1.0));
    assert_uniform(BeforeLogSoftmax::init(1).d.weight.as_slice(), xavier(1.0));
    assert_uniform(BeforeNothing::init(1).d.weight.as_slice(), xavier(1.0));

    let shared = (5.0 / 3.0) * (6.0 / (IN + IN) as f64).sqrt();
    assert_uniform(Shared::init(1).d.weight.as_slice(), shared);
    assert_uniform(SharedAndChosen::init(1).d.weight.as_slice(), shared);

    let selu = BeforeSelu::init(1);
    let variance = selu.d.weight.iter().map(|&w| f64::from(w * w)).sum::<f64>() / (IN * OUT) as f64;
    assert!((variance * IN as f64 - 1.0).abs() < 0.05, "the variance is {variance}");
}

network! {
    Chosen(x: [IN]) -> [IN] {
        x -> #[init(truncated_normal(0.1, 0.02))] near: dense<OUT> -> relu
          -> #[init(orthogonal)] tall: dense<IN> -> tanh
          -> #[init(orthogonal)] wide: dense<OUT> -> sigmoid
          -> #[init(orthogonal)] square: dense<OUT> -> sigmoid -> dense<IN>
    }
}

#[test]
fn truncated_normal_stays_within_two_deviations() {
    let model = Chosen::init(1);
    let distances = model.near.weight.iter().map(|&w| (f64::from(w) - 0.1).abs());
    let farthest = distances.fold(0.0, f64::max);
    assert!((0.0399..=0.040_001).contains(&farthest), "the farthest is {farthest} from the mean");
}

/// Panics unless the rows of a matrix, or its columns where those are fewer, are `gain` long and orthogonal.
fn assert_orthogonal<const R: usize, const C: usize>(weight: &SMatrix<f32, R, C>, gain: f64) {
    let count = R.min(C);
    for (i, j) in (0..count).flat_map(|i| (0..count).map(move |j| (i, j))) {
        let product = if R < C { weight.row(i).dot(&weight.row(j)) } else { weight.column(i).dot(&weight.column(j)) };
        let expected = if i == j { gain * gain } else { 0.0 };
        assert!((f64::from(product) - expected).abs() < 1e-5, "{R}×{C}: {i} by {j} is {product}, not {expected}");
    }
}

/// `orthogonal` takes the gain of the activation behind it, as the others do.
#[test]
fn orthogonal_keeps_lengths() {
    let model = Chosen::init(1);
    assert_orthogonal(&model.tall.weight, 5.0 / 3.0);
    assert_orthogonal(&model.wide.weight, 1.0);
    assert_orthogonal(&model.square.weight, 1.0);
}

network! {
    Values(x: [4]) -> [4] { x -> dense<4> -> dropout<0.5> -> reshape<[2, 2]> -> flatten }
    Relus(x: [4]) -> [4] { x -> dense<4> -> relu -> dropout<0.5> }
    Sigmoids(x: [4]) -> [2, 2] { x -> dense<4> -> sigmoid -> reshape<[2, 2]> }
    Softmaxes(x: [4]) -> [4] { x -> dense<4> -> softmax }
    SoftmaxSteps(x: [2, 4]) -> [2, 4] { x -> dense<4> -> softmax }
    LogSoftmaxes(x: [4]) -> [4] { x -> dense<4> -> log_softmax }
}

fn ends_in<N: Network<Outputs = Output<H, F>>, H: Head, const F: usize>() {}

#[test]
fn the_last_activation_is_the_head() {
    ends_in::<Values, Linear, 4>();
    ends_in::<Relus, Activated, 4>();
    ends_in::<Sigmoids, Sigmoid, 4>();
    ends_in::<Softmaxes, Softmax, 4>();
    ends_in::<SoftmaxSteps, Activated, 8>();
    ends_in::<LogSoftmaxes, LogSoftmax, 4>();
}

network! {
    Frozen(x: [4]) -> [4] { x -> #[frozen] batch_norm }
    Low(x: [8]) -> [4] { x -> slice<..4> }
    High(x: [8]) -> [4] { x -> slice<4..> }
    Rows(a: [2, 2], b: [2, 2]) -> [8] { concat(a, b) -> flatten }
    Columns(a: [2, 2], b: [2, 2]) -> [8] { concat<axis = 1>(a, b) -> flatten }
    Exact(x: [4]) -> [4] { x -> gelu }
    AlsoExact(x: [4]) -> [4] { x -> gelu<approximate = none> }
    Approximate(x: [4]) -> [4] { x -> gelu<approximate = tanh> }
    Leaky(x: [4]) -> [4] { x -> leaky_relu }
    AlsoLeaky(x: [4]) -> [4] { x -> leaky_relu<negative_slope = 0.01> }
    Leakier(x: [4]) -> [4] { x -> leaky_relu<0.1> }
    OneSetOfWeights(x: [4]) -> [4] {
        layer d = dense<4>;
        x -> d -> relu -> d -> relu -> d
    }
    FirstAgain(x: [4]) -> [4] {
        layer d = dense<4>;
        x -> d -> relu -> dense<4> -> relu -> d
    }
    SecondAgain(x: [4]) -> [4] {
        layer d = dense<4>;
        x -> dense<4> -> relu -> d -> relu -> d
    }
    NoneAgain(x: [4]) -> [4] { x -> dense<4> -> relu -> dense<4> -> relu -> dense<4> }
    NamedLayer(x: [4]) -> [4] {
        layer d = dense<4>;
        x -> d -> relu -> dense<4> -> relu -> dense<4>
    }
}

#[test]
fn only_batch_statistics_couple_samples() {
    const { assert!(BatchNorms::<f32>::COUPLED && !Frozen::<f32>::COUPLED && !LayerNorms::<f32>::COUPLED) };
}

#[test]
fn fingerprints_tell_arguments_but_not_how_they_are_written() {
    assert_ne!(Low::<f32>::FINGERPRINT, High::<f32>::FINGERPRINT);
    assert_ne!(Rows::<f32>::FINGERPRINT, Columns::<f32>::FINGERPRINT);
    assert_eq!(Exact::<f32>::FINGERPRINT, AlsoExact::<f32>::FINGERPRINT);
    assert_ne!(Exact::<f32>::FINGERPRINT, Approximate::<f32>::FINGERPRINT);
    assert_eq!(Leaky::<f32>::FINGERPRINT, AlsoLeaky::<f32>::FINGERPRINT);
    assert_ne!(Leaky::<f32>::FINGERPRINT, Leakier::<f32>::FINGERPRINT);
}

#[test]
fn fingerprints_tell_which_weights_are_shared() {
    let shared = [OneSetOfWeights::<f32>::FINGERPRINT, FirstAgain::<f32>::FINGERPRINT, SecondAgain::<f32>::FINGERPRINT];
    let all = shared.into_iter().chain([NoneAgain::<f32>::FINGERPRINT]).collect::<BTreeSet<_>>();
    assert_eq!(all.len(), 4);
    assert_eq!(NamedLayer::<f32>::FINGERPRINT, NoneAgain::<f32>::FINGERPRINT);
}

network! {
    Dropouts(x: [1000]) -> (a: [1000], b: [1000]) {
        a = x -> dropout<0.25>;
        b = x -> dropout<0.25>;
    }
}

#[test]
fn each_dropout_has_a_mask_of_its_own() {
    let mut model = Dropouts::init(1);
    let mut workspace = Workspace::<Dropouts, 1>::new();
    let (x, loss) = (SMatrix::repeat(3.0), DropoutsOutputs { a: Mse::new(), b: Mse::new() });
    let batch = Batch::full(&x, DropoutsOutputs { a: &x, b: &x });
    model.forward_backward(&mut workspace, batch, &loss, Step::new(1, 1));

    let (a, b) = workspace.outputs();
    for y in [&*a, b] {
        let dropped = y.iter().filter(|&&y| y == 0.0).count();
        assert!((200..300).contains(&dropped), "{dropped} of 1000 at a probability of 0.25");
        assert!(y.iter().all(|&y| y == 0.0 || y == 4.0), "the others are 3 / 0.75");
    }
    assert_ne!(a, b);
}
