use nn_runtime::network;

network! {
    /// A signal has one axis.
    pub Net(x: [4, 32]) -> [4, 16] {
        x -> max_pool2d<2>
    }
}

fn main() {}
