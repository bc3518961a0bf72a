use nn_runtime::network;

network! {
    /// Pools make images smaller.
    pub Net(x: [8, 6, 6]) -> [8, 3, 3] {
        x -> upsample2d<0.5>
    }
}

fn main() {}
