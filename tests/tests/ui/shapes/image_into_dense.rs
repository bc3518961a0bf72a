use nn_runtime::network;

network! {
    pub Net(x: [16, 5, 5]) -> [10] {
        x -> relu -> dense<10>
    }
}

fn main() {}
