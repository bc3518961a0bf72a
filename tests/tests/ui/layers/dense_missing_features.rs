use nn_runtime::network;

network! {
    /// How many features `dense` gives is missing.
    pub Net(x: [4]) -> [2] {
        x -> dense
    }
}

fn main() {}
