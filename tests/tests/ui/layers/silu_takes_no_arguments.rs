use nn_runtime::network;

network! {
    /// `silu` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> silu<1.0>
    }
}

fn main() {}
