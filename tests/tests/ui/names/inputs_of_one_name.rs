use nn_runtime::network;

network! {
    pub Net(x: [4], x: [8]) -> [4] {
        x -> dense<4>
    }
}

fn main() {}
