use nn_runtime::network;

network! {
    /// There are fewer steps than the window has.
    pub Net(x: [2, 7]) -> [2, 1] {
        x -> avg_pool1d<8>
    }
}

fn main() {}
