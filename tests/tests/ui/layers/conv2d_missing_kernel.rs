use nn_runtime::network;

network! {
    /// How large is its kernel?
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8>
    }
}

fn main() {}
