use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> Dense<2>
    }
}

fn main() {}
