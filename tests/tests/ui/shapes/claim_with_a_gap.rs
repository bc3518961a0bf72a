use nn_runtime::network;

network! {
    pub Net(x: [3, 4, 5]) -> [2] {
        x -> [_, 4, 6] -> flatten -> dense<2>
    }
}

fn main() {}
