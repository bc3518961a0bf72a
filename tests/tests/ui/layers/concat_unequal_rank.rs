use nn_runtime::network;

network! {
    /// A sequence and a vector do not join.
    pub Net(a: [4, 3], b: [3]) -> [5, 3] {
        concat(a, b)
    }
}

fn main() {}
