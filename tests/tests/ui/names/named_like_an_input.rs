use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        let x = x -> dense<4>;
        x -> relu
    }
}

fn main() {}
