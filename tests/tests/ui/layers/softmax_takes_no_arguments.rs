use nn_runtime::network;

network! {
    /// `softmax` is over the features.
    pub Net(x: [4, 8]) -> [4, 8] {
        x -> softmax<axis = 1>
    }
}

fn main() {}
