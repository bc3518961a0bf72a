use nn_runtime::network;

network! {
    /// Axes are counted from the front.
    pub Net(x: [4, 8]) -> [4, 2] {
        x -> slice<0..2, axis = -1>
    }
}

fn main() {}
