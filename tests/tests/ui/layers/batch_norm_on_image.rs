use nn_runtime::network;

network! {
    /// This version has it for features alone.
    pub Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> batch_norm
    }
}

fn main() {}
