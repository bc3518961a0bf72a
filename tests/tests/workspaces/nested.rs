//! Layers take the same memory written out, in a `repeat` and as networks within.

use nn_runtime::plan::Part;
use nn_runtime::workspace::training_len;
use nn_runtime::{Network, network};
use nn_tests::structure::prove;

network! {
    Written(x: [24]) -> [24] {
        x -> dense<24> -> tanh -> dense<24> -> tanh -> dense<24> -> tanh -> dense<24> -> tanh -> dense<24> -> tanh
    }
    Repeated(x: [24]) -> [24] { x -> repeat<5> { dense<24> -> tanh } }
    Nested(x: [24]) -> [24] { x -> a: Bent -> b: Bent -> c: Bent -> d: Bent -> e: Bent }
    Bent(x: [24]) -> [24] { x -> dense<24> -> tanh }

    WrittenWithin(x: [24]) -> [3] {
        x -> dense<24> -> relu -> dense<24> -> tanh -> dense<24> -> tanh -> dense<24> -> tanh -> dense<3>
    }
    RepeatedWithin(x: [24]) -> [3] { x -> dense<24> -> relu -> repeat<3> { dense<24> -> tanh } -> dense<3> }
    NestedWithin(x: [24]) -> [3] { x -> dense<24> -> relu -> a: Bent -> b: Bent -> c: Bent -> dense<3> }
}

network! {
    WrittenSums(image: [4, 6, 6]) -> [3] {
        image -> conv2d<8, 3, padding = same> -> relu
            -> residual { conv2d<8, 3, padding = same> -> batch_norm } -> relu
            -> residual { conv2d<8, 3, padding = same> -> batch_norm } -> relu
            -> residual { conv2d<8, 3, padding = same> -> batch_norm } -> relu -> flatten -> dense<3>
    }
    RepeatedSums(image: [4, 6, 6]) -> [3] {
        image -> conv2d<8, 3, padding = same> -> relu
            -> repeat<3> { residual { conv2d<8, 3, padding = same> -> batch_norm } -> relu } -> flatten -> dense<3>
    }

    WrittenBent(image: [4, 6, 6]) -> [3] {
        image -> conv2d<8, 3, padding = same> -> relu
            -> residual { conv2d<8, 3, padding = same> -> relu }
            -> residual { conv2d<8, 3, padding = same> -> relu }
            -> residual { conv2d<8, 3, padding = same> -> relu } -> flatten -> dense<3>
    }
    RepeatedBent(image: [4, 6, 6]) -> [3] {
        image -> conv2d<8, 3, padding = same> -> relu
            -> repeat<3> { residual { conv2d<8, 3, padding = same> -> relu } } -> flatten -> dense<3>
    }
}

network! {
    WrittenNorms(x: [5, 16]) -> [3] {
        x -> dense<16> -> gelu -> layer_norm -> dense<16> -> gelu -> layer_norm -> dense<16> -> gelu -> layer_norm
            -> flatten -> dense<3>
    }
    RepeatedNorms(x: [5, 16]) -> [3] { x -> repeat<3> { dense<16> -> gelu -> layer_norm } -> flatten -> dense<3> }
    NestedNorms(x: [5, 16]) -> [3] { x -> a: Normed -> b: Normed -> c: Normed -> flatten -> dense<3> }
    Normed(x: [5, 16]) -> [5, 16] { x -> dense<16> -> gelu -> layer_norm }

    WrittenBlocks(x: [5, 16]) -> [3] {
        x -> dense<16>
            -> residual { layer_norm -> dense<32> -> gelu -> dense<16> -> dropout<0.1> }
            -> residual { layer_norm -> dense<32> -> gelu -> dense<16> -> dropout<0.1> }
            -> residual { layer_norm -> dense<32> -> gelu -> dense<16> -> dropout<0.1> }
            -> layer_norm -> flatten -> dense<3>
    }
    RepeatedBlocks(x: [5, 16]) -> [3] {
        x -> dense<16> -> repeat<3> { residual { layer_norm -> dense<32> -> gelu -> dense<16> -> dropout<0.1> } }
            -> layer_norm -> flatten -> dense<3>
    }
    NestedBlocks(x: [5, 16]) -> [3] {
        x -> dense<16> -> a: Block -> b: Block -> c: Block -> layer_norm -> flatten -> dense<3>
    }
    Block(x: [5, 16]) -> [5, 16] {
        x -> residual { layer_norm -> dense<32> -> gelu -> dense<16> -> dropout<0.1> }
    }
}

const B: usize = 8;

/// Proves that layers keep the same for the backward pass wherever they stand, and that a training step takes so many scalars a sample more than
/// written out.
#[track_caller]
fn same<Written: Network, Within: Network>(more: usize) {
    for asked in [false, true] {
        let kept = [Written::PLAN, Within::PLAN].map(|plan| plan.len(Part::Kept(asked), B));
        assert_eq!(kept[0], kept[1], "{} and {}", Written::NAME, Within::NAME);
    }
    let [written, within] = [training_len::<Written>(B), training_len::<Within>(B)];
    assert_eq!(within, written + more * B, "{} and {}", Written::NAME, Within::NAME);
}

#[test]
fn activations_at_the_end_are_read_from_the_caller() {
    same::<Written, Repeated>(0);
    same::<Written, Nested>(24);
    same::<WrittenWithin, RepeatedWithin>(24);
    same::<WrittenWithin, NestedWithin>(0);
}

#[test]
fn sums_are_read_from_the_caller() {
    same::<WrittenSums, RepeatedSums>(0);
    same::<WrittenBent, RepeatedBent>(8 * 36);
}

#[test]
fn norms() {
    same::<WrittenNorms, RepeatedNorms>(5 * 16);
    same::<WrittenNorms, NestedNorms>(0);
    same::<WrittenBlocks, RepeatedBlocks>(5 * 16);
    same::<WrittenBlocks, NestedBlocks>(5 * 16);
}

network! {
    /// An output that the network reads itself, one whose head a loss applies, and one that a network within gives.
    WrittenReads(x: [24]) -> (a: [24], b: [3], c: [24]) {
        let h = x -> dense<24> -> tanh;
        a = h;
        b = h -> dense<3> -> softmax;
        c = h -> dense<24> -> relu -> sigmoid;
    }
    NestedReads(x: [24]) -> (a: [24], b: [3], c: [24]) {
        let h = x -> Tanh;
        a = h;
        b = h -> Logits;
        c = h -> Rectified -> sigmoid;
    }
    Tanh(x: [24]) -> [24] { x -> dense<24> -> tanh }
    Logits(x: [24]) -> [3] { x -> dense<3> -> softmax }
    Rectified(x: [24]) -> [24] { x -> dense<24> -> relu }
}

#[test]
fn outputs_are_read_where_they_are_given() {
    same::<WrittenReads, NestedReads>(0);
    let value = 24 * B;
    // What is before the last activation, and nothing else.
    assert_eq!(NestedReads::<f32>::PLAN.len(Part::Kept(false), B), value);
    prove::<WrittenReads<f64>>();
    prove::<NestedReads<f64>>();
}
