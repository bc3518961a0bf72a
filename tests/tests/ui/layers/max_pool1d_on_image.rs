use nn_runtime::network;

network! {
    /// An image has two axes.
    pub Net(x: [3, 8, 8]) -> [3, 4, 4] {
        x -> max_pool1d<2>
    }
}

fn main() {}
