use nn_runtime::network;

network! {
    /// `sigmoid` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> sigmoid<1>
    }
}

fn main() {}
