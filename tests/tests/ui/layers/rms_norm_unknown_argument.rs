use nn_runtime::network;

network! {
    /// There is no bias in `rms_norm`.
    pub Net(x: [4]) -> [4] {
        x -> rms_norm<bias = true>
    }
}

fn main() {}
