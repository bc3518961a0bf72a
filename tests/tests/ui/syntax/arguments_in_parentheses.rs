use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> dense(8) -> relu -> dense<4>
    }
}

fn main() {}
