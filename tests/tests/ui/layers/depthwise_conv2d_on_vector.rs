use nn_runtime::network;

network! {
    /// Which of the numbers are channels?
    pub Net(x: [75]) -> [3, 3, 3] {
        x -> depthwise_conv2d<3>
    }
}

fn main() {}
