use nn_runtime::network;

network! {
    /// A kernel has two sides.
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, (3, 3, 3)>
    }
}

fn main() {}
