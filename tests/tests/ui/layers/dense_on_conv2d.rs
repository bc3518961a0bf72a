use nn_runtime::network;

network! {
    /// The design's own case: an image meets `dense`.
    pub Net(x: [1, 28, 28]) -> [10] {
        x -> conv2d<8, 3> -> relu -> dense<10>
    }
}

fn main() {}
