use nn_runtime::network;

network! {
    pub Net(x: [8]) -> [10] {
        x -> dense<11> -> [10]
    }
}

fn main() {}
