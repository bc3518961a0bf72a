use nn_runtime::network;

network! {
    pub Net(x: [4; 4]) -> [3] {
        x -> dense<3>
    }
}

fn main() {}
