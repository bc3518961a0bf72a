use nn_runtime::network;

network! {
    /// `relu` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> relu<0.1>
    }
}

fn main() {}
