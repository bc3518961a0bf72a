use nn_runtime::network;

network! {
    /// `flatten` takes everything.
    pub Net(x: [4, 3]) -> [12] {
        x -> flatten<1>
    }
}

fn main() {}
