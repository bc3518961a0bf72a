use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [5] {
        x
    }
}

fn main() {}
