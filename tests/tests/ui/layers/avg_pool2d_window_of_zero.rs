use nn_runtime::network;

network! {
    /// There is no mean of nothing.
    pub Net(x: [8, 6, 6]) -> [8, 6, 6] {
        x -> avg_pool2d<0>
    }
}

fn main() {}
