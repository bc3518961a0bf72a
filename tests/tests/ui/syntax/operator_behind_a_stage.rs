use nn_runtime::network;

network! {
    pub Net(a: [4], b: [4]) -> [4] {
        a -> dense<4> - b
    }
}

fn main() {}
