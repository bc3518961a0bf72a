use nn_runtime::network;

network! {
    /// Without padding, each side loses two.
    pub Net(x: [1, 28, 28]) -> [8, 28, 28] {
        x -> conv2d<8, 3> -> [8, 28, 28]
    }
}

fn main() {}
