use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [3] {
        x -> Linear(3) -> [3] -> BatchNorm1d
    }
}

fn main() {}
