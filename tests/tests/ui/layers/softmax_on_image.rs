use nn_runtime::network;

network! {
    /// Over which of the three dimensions?
    pub Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> softmax
    }
}

fn main() {}
