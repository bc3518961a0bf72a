use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        layer dense = relu;
        x -> dense<2>
    }
}

fn main() {}
