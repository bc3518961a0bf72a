use nn_runtime::network;

network! {
    /// The slope of `prelu` is learned.
    pub Net(x: [4]) -> [4] {
        x -> prelu<0.1>
    }
}

fn main() {}
