use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [8] {
        (x -> dense<8>) - (x -> dense<9>)
    }
}

fn main() {}
