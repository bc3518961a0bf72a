use nn_runtime::network;

network! {
    /// What an encoder gives is to become an image.
    pub Net(x: [64]) -> [8, 26, 26] {
        x -> conv_transpose2d<8, 3>
    }
}

fn main() {}
