use nn_runtime::network;

network! {
    /// The end stands before the start.
    pub Net(x: [8]) -> [4] {
        x -> slice<6..2>
    }
}

fn main() {}
