use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> dense<8> -> [9] -> relu -> dense<2>
    }
}

fn main() {}
