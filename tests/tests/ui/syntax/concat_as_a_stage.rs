use nn_runtime::network;

network! {
    pub Net(a: [4], b: [4]) -> [8] {
        a -> concat(b)
    }
}

fn main() {}
