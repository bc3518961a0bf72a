use nn_runtime::network;

network! {
    /// A vector has no channels.
    pub Net(x: [6]) -> [8] {
        x -> pad1d<1>
    }
}

fn main() {}
