use nn_runtime::network;

network! {
    /// A vector has no channels.
    pub Net(x: [32]) -> [32] {
        x -> spatial_dropout<0.2>
    }
}

fn main() {}
