use nn_runtime::network;

network! {
    /// `mish` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> mish<1.0>
    }
}

fn main() {}
