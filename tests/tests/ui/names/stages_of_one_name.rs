use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> fc: dense<8> -> relu -> fc: dense<2>
    }
}

fn main() {}
