use nn_runtime::network;

network! {
    /// Which two of the three?
    pub Net(x: [8, 6, 4]) -> [8, 4, 6] {
        x -> transpose
    }
}

fn main() {}
