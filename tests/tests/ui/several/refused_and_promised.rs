use nn_runtime::network;

network! {
    pub Net(image: [1, 8, 8]) -> [10] {
        image -> dense<11>
    }
}

fn main() {}
