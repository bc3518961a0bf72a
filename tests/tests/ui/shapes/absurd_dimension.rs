use nn_runtime::network;

network! {
    pub Net(x: [99999999999]) -> [2] {
        x -> dense<2>
    }
}

fn main() {}
