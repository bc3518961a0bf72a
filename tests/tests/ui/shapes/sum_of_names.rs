use nn_runtime::network;

network! {
    pub Net(x: [32], y: [64]) -> [32] {
        x + y
    }
}

fn main() {}
