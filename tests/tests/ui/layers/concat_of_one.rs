use nn_runtime::network;

network! {
    /// One value has nothing to be joined with.
    pub Net(x: [4]) -> [4] {
        concat(x)
    }
}

fn main() {}
