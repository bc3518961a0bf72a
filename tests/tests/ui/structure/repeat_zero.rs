use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> repeat<0> { dense<4> -> relu }
    }
}

fn main() {}
