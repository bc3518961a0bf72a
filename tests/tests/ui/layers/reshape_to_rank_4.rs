use nn_runtime::network;

network! {
    /// There are no shapes of four dimensions.
    pub Net(x: [4, 4]) -> [16] {
        x -> reshape<[2, 2, 2, 2]> -> flatten
    }
}

fn main() {}
