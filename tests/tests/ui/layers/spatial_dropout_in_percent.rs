use nn_runtime::network;

network! {
    /// A share, not percent.
    pub Net(x: [8, 6, 6]) -> [8, 6, 6] {
        x -> spatial_dropout<20>
    }
}

fn main() {}
