use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [8] {
        x -> repeat<2> { dense<8> -> relu } -> dense<8>
    }
}

fn main() {}
