use nn_runtime::network;

network! {
    /// The argument is called `negative_slope`.
    pub Net(x: [4]) -> [4] {
        x -> leaky_relu<slope = 0.1>
    }
}

fn main() {}
