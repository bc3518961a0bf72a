use nn_runtime::network;

network! {
    pub Net(x: [4, 0]) -> [0] {
        x -> flatten
    }
}

fn main() {}
