use nn_runtime::network;

network! {
    /// An image has two axes.
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv1d<8, 3>
    }
}

fn main() {}
