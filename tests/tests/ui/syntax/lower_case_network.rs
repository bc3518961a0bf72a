use nn_runtime::network;

network! {
    pub net(x: [4]) -> [4] {
        x -> dense<4>
    }
}

fn main() {}
