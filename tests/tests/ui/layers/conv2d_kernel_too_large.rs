use nn_runtime::network;

network! {
    /// A kernel has to fit into the image.
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, 30>
    }
}

fn main() {}
