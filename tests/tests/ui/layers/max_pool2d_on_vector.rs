use nn_runtime::network;

network! {
    /// The image was flattened too early.
    pub Net(x: [784]) -> [196] {
        x -> max_pool2d<2>
    }
}

fn main() {}
