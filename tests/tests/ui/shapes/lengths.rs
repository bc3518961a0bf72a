use nn_runtime::network;

network! {
    pub Net(x: [16, 4] with lengths) -> [2] {
        x -> flatten -> dense<2>
    }
}

fn main() {}
