use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> dense<features: 4>
    }
}

fn main() {}
