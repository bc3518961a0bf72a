use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> repeat<1000000> { dense<4> -> relu }
    }
}

fn main() {}
