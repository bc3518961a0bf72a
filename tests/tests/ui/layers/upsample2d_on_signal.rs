use nn_runtime::network;

network! {
    /// A signal has one axis.
    pub Net(x: [8, 6]) -> [8, 12] {
        x -> upsample2d<2>
    }
}

fn main() {}
