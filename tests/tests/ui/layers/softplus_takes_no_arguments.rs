use nn_runtime::network;

network! {
    /// This `softplus` is the one with a beta of 1.
    pub Net(x: [4]) -> [4] {
        x -> softplus<beta = 2.0>
    }
}

fn main() {}
