use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> dense_2: dense<8> -> relu -> dense<8> -> relu -> dense<2>
    }
}

fn main() {}
