//! The definitions that the documentation shows.

use super::super::ast::{ExprKind, Network, Outputs, StageKind, Stmt};
use super::read;

pub const LE_NET: &str = "
    /// Reads a 28×28 grey digit.
    pub LeNet(image: [1, 28, 28]) -> [10] {
        image
            -> conv1: conv2d<8, 3> -> relu -> max_pool2d<2>
            -> conv2: conv2d<16, 3> -> relu -> max_pool2d<2>
            -> [16, 5, 5]                        // a checked claim about the shape here
            -> flatten -> dense<64> -> relu -> dropout<0.2>
            -> head: dense<10>
    }";

pub const DETECTOR: &str = "
    /// Two heads over one shared body.
    pub Detector(image: [1, 24, 24]) -> (class: [10], bbox: [4]) {
        let body = image -> vision::Body -> [16, 5, 5] -> flatten;     // a network from another module
        class = body -> dense<10>;
        bbox  = body -> dense<4> -> sigmoid;
    }";

pub const READER: &str = "
    /// Blocks, residual connections, repetition.
    pub Reader(tokens: ids[16]) -> [10] {
        tokens -> embedding<1000, 32> -> positional
            -> repeat<2> {
                residual { layer_norm -> attention<4, causal = true> }
                -> residual { layer_norm -> dense<64> -> gelu -> dense<32> }
            }
            -> layer_norm -> mean_over_time -> dense<10>
    }";

pub const SAME: &str = "
    /// One set of weights used twice; several inputs; arithmetic between values.
    pub Same(a: [64], b: [64]) -> [1] {
        layer encode = dense<32> -> relu -> dense<16>;
        let d = (a -> encode) - (b -> encode);
        d * d -> dense<1>
    }";

/// Much of the language in little space.
pub const MUCH: &str = r#"
    #[budget(flash = "20 KiB", ram = "8 KiB")]
    #[weights("digits.safetensors")]
    #[derive(Serialize)]
    pub(crate) Much<const HIDDEN: usize, const OUT: usize>(
        tokens: ids[16] with lengths,
        memory: [SIZE, crate::sizes::WIDTH, { 2 * WIDTH }],
    ) -> (class: [OUT], bbox: [4]) {
        layer embed = embedding<1_000, 0x20usize>;
        let (h, c) = #[frozen] encoder: lstm<HIDDEN, bidirectional = true, return = sequence>(tokens -> embed, memory);
        let both = concat(h, c, h * c - (h + c)) -> slice<3..7, axis = 0> -> slice<..7> -> slice<{ A }..> -> [_, 13];
        class = both
            -> #[init(normal(0.0, -0.02))] #[weight_decay(0)] #[key("net.0")] dense<OUT, weight = embed>
            -> pad2d<(1, 2)> -> reshape<[4, 16]> -> leaky_relu<-0.5> -> gelu<approximate = tanh> -> ::my::Swish<4, A::B>;
        bbox = attend: cross_attention<4>(h, c) -> batch_norm<eps = 1e-5> -> repeat<N> { Block<{ W }> -> residual { relu } };
    }

    Next(x: [1]) -> [1] { x }
"#;

fn only(source: &str) -> Network {
    let mut networks = read(source).networks;
    assert_eq!(networks.len(), 1);
    networks.remove(0)
}

#[test]
fn le_net_is_one_chain() {
    let net = only(LE_NET);
    assert_eq!(net.name, "LeNet");
    assert_eq!(net.attrs.len(), 1);
    let Some(ExprKind::Chain { head, stages }) = net.tail.map(|tail| tail.kind) else { panic!("no chain") };
    assert!(matches!(head.kind, ExprKind::Name(name) if name == "image"));
    let names: Vec<_> = stages.iter().filter_map(|stage| stage.name.as_ref()).map(ToString::to_string).collect();
    assert_eq!(names, ["conv1", "conv2", "head"]);
    assert_eq!(stages.len(), 12);
    assert!(matches!(&stages[6].kind, StageKind::Claim(dims) if dims.len() == 3));
}

#[test]
fn detector_has_two_outputs() {
    let net = only(DETECTOR);
    let Outputs::Named(outputs) = net.outputs else { panic!("one output") };
    assert_eq!(outputs.len(), 2);
    assert!(matches!(&net.body[..], [Stmt::Let { .. }, Stmt::Assign { .. }, Stmt::Assign { .. }]));
    assert!(net.tail.is_none());
}

#[test]
fn reader_has_blocks() {
    let net = only(READER);
    assert!(net.inputs[0].ids.is_some());
    let Some(ExprKind::Chain { stages, .. }) = net.tail.map(|tail| tail.kind) else { panic!("no chain") };
    let StageKind::Repeat { stages: block, .. } = &stages[2].kind else { panic!("no repeat") };
    assert!(block.iter().all(|stage| matches!(stage.kind, StageKind::Residual(_))));
}

#[test]
fn same_has_a_shared_layer() {
    let net = only(SAME);
    assert!(matches!(&net.body[0], Stmt::Layer { name, stages } if name == "encode" && stages.len() == 3));
    assert_eq!(net.inputs.len(), 2);
}

#[test]
fn much_is_read() {
    let file = read(MUCH);
    let names: Vec<_> = file.networks.iter().map(|net| net.name.to_string()).collect();
    assert_eq!(names, ["Much", "Next"]);
    let generics: Vec<_> = file.networks[0].generics.iter().map(ToString::to_string).collect();
    assert_eq!(generics, ["HIDDEN", "OUT"]);
    assert!(file.networks[0].inputs[0].lengths.is_some());
    assert_eq!(file.networks[0].body.len(), 5);
}
