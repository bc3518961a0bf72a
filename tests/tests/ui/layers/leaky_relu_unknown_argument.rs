use nn_runtime::network;

network! {
    /// The argument is called `slope`.
    pub Net(x: [4]) -> [4] {
        x -> leaky_relu<slop = 0.1>
    }
}

fn main() {}
