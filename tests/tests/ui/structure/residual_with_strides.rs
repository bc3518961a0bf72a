use nn_runtime::network;

network! {
    /// Two stages have strides; without padding they leave no size that a single one would give.
    pub Net(x: [8, 32, 31]) -> [8, 32, 31] {
        x -> residual { conv2d<16, 3, stride = (1, 2)> -> relu -> max_pool2d<2> -> conv2d<8, 1> }
    }
}

fn main() {}
