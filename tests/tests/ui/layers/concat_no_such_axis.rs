use nn_runtime::network;

network! {
    /// The shapes have one axis.
    pub Net(a: [4], b: [2]) -> [6] {
        concat<axis = 1>(a, b)
    }
}

fn main() {}
