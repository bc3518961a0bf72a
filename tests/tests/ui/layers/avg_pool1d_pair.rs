use nn_runtime::network;

network! {
    /// A signal has one axis, and so one number.
    pub Net(x: [2, 8]) -> [2, 4] {
        x -> avg_pool1d<(2, 2)>
    }
}

fn main() {}
