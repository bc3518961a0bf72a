use nn_runtime::network;

network! {
    /// An axis is a number.
    pub Net(a: [4], b: [2]) -> [6] {
        concat<axis = features>(a, b)
    }
}

fn main() {}
