use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        y = x -> dense<2>;
    }
}

fn main() {}
