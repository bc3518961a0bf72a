use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        layer encode = dense<4> -> relu;
        x -> encode -> repeat<2> { encode }
    }
}

fn main() {}
