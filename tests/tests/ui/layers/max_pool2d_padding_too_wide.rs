use nn_runtime::network;

network! {
    /// Windows in the corners would see nothing but padding.
    pub Net(x: [8, 6, 6]) -> [8, 3, 3] {
        x -> max_pool2d<3, stride = 3, padding = 2>
    }
}

fn main() {}
