use nn_runtime::network;

network! {
    /// A dimension of 0 would hold nothing.
    pub Net(x: [4, 3]) -> [12] {
        x -> reshape<[0, 12]> -> flatten
    }
}

fn main() {}
