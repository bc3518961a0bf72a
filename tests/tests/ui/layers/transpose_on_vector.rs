use nn_runtime::network;

network! {
    /// A column is a matrix.
    pub Net(x: [6]) -> [6, 1] {
        x -> transpose
    }
}

fn main() {}
