use nn_runtime::network;

network! {
    /// `hard_swish` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> hard_swish<3>
    }
}

fn main() {}
