use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> dense<4>
    }
    pub Net(x: [8]) -> [8] {
        x -> dense<8>
    }
}

fn main() {}
