use nn_runtime::network;

network! {
    pub Net(x: [None, 4]) -> [_, 3] {
        x -> dense<3>
    }
}

fn main() {}
