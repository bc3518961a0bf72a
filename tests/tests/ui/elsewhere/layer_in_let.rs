use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [3] {
        let fc1 = dense<3>;
        x -> fc1
    }
}

fn main() {}
