use nn_runtime::network;

network! {
    pub Net(pixels: [4]) -> [2] {
        pixel -> dense<2> -> [2]
    }
}

fn main() {}
