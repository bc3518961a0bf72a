use nn_runtime::network;

network! {
    pub Net(a: [4], b: [4]) -> [4] {
        layer encode = dense<4> -> relu;
        encode(a, b)
    }
}

fn main() {}
