use nn_runtime::network;

network! {
    /// Probabilities are normalised already.
    pub Net(x: [4]) -> [4] {
        x -> dense<4> -> softmax -> softmax
    }
}

fn main() {}
