use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [3] {
        return x -> dense<3>;
    }
}

fn main() {}
