use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> dense<8> -> relu -> [8, 1] -> dense<2>
    }
}

fn main() {}
