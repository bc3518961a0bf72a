use nn_runtime::network;

network! {
    /// Equal features would be divided by zero.
    pub Net(x: [4]) -> [4] {
        x -> layer_norm<eps = 0.0>
    }
}

fn main() {}
