use nn_runtime::network;

network! {
    /// This version has it for features alone.
    pub Net(x: [4, 8]) -> [4, 8] {
        x -> batch_norm
    }
}

fn main() {}
