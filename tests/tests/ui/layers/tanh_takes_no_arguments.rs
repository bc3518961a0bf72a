use nn_runtime::network;

network! {
    /// `tanh` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> tanh<1>
    }
}

fn main() {}
