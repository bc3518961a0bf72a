use nn_runtime::network;

network! {
    /// `log_softmax` takes logits, not probabilities.
    pub Net(x: [4]) -> [4] {
        x -> dense<4> -> softmax -> dropout<0.5> -> log_softmax
    }
}

fn main() {}
