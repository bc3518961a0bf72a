use nn_runtime::network;

network! {
    pub Net(x: [4]) -> (class: [10], bbox: [4]) {
        x -> dense<10>
    }
}

fn main() {}
