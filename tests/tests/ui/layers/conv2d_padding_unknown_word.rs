use nn_runtime::network;

network! {
    /// What PyTorch calls `valid` is no padding.
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, 3, padding = valid>
    }
}

fn main() {}
