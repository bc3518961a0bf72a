use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        let hidden = x -> dense<2>;
    }
}

fn main() {}
