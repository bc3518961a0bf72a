use nn_runtime::network;

network! {
    /// How many are to be dropped?
    pub Net(x: [4]) -> [4] {
        x -> dropout
    }
}

fn main() {}
