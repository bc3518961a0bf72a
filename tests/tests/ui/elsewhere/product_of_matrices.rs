use nn_runtime::network;

network! {
    pub Net(x: [4], y: [4]) -> [4] {
        x @ y
    }
}

fn main() {}
