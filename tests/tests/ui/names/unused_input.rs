use nn_runtime::network;

network! {
    pub Net(x: [4], scale: [4]) -> [4] {
        x -> dense<4>
    }
}

fn main() {}
