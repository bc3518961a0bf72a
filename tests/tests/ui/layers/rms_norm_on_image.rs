use nn_runtime::network;

network! {
    /// Features of which dimension?
    pub Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> rms_norm
    }
}

fn main() {}
