use nn_runtime::network;

network! {
    /// `dense` works on features, not on images.
    pub Net(x: [1, 8, 8]) -> [2] {
        x -> dense<2>
    }
}

fn main() {}
