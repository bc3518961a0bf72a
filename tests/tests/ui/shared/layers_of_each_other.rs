use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        layer a = dense<4> -> b;
        layer b = relu -> a;
        x -> a
    }
}

fn main() {}
