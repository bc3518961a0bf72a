use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> linear<8> -> swish -> batch_norm1d -> fc<4>
    }
}

fn main() {}
