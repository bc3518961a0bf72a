use nn_runtime::network;

network! {
    /// Rows of 3 and rows of 2 do not join below each other.
    pub Net(a: [4, 3], b: [4, 2]) -> [8, 3] {
        concat(a, b)
    }
}

fn main() {}
