use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> dense<4> -> nn.relu
    }
}

fn main() {}
