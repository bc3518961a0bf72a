use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        layer encode = dense<8> -> relu;
        x -> dense<4>
    }
}

fn main() {}
