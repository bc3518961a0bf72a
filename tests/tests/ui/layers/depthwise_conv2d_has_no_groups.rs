use nn_runtime::network;

network! {
    /// It has as many groups as channels.
    pub Net(x: [8, 28, 28]) -> [8, 26, 26] {
        x -> depthwise_conv2d<3, groups = 4>
    }
}

fn main() {}
