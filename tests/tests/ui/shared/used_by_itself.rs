use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        layer encode = dense<4> -> encode;
        x -> encode
    }
}

fn main() {}
