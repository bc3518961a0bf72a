use nn_runtime::network;

network! {
    /// How many features there are is known.
    pub Net(x: [64]) -> [64] {
        x -> layer_norm<64>
    }
}

fn main() {}
