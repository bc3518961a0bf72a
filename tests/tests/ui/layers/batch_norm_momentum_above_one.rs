use nn_runtime::network;

network! {
    /// Statistics cannot move further than to the new ones.
    pub Net(x: [4]) -> [4] {
        x -> batch_norm<momentum = 1.5>
    }
}

fn main() {}
