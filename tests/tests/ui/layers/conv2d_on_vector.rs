use nn_runtime::network;

network! {
    /// The pixels of an image, without its shape.
    pub Net(x: [784]) -> [8, 26, 26] {
        x -> conv2d<8, 3>
    }
}

fn main() {}
