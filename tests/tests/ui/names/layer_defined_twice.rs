use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        layer encode = dense<8> -> relu;
        layer encode = dense<4>;
        x -> encode
    }
}

fn main() {}
