use nn_runtime::network;

network! {
    pub Net(x: [2, 3, 4, 5]) -> [2] {
        x -> flatten -> dense<2>
    }
}

fn main() {}
