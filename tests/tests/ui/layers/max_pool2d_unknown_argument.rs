use nn_runtime::network;

network! {
    /// PyTorch calls it `kernel_size`.
    pub Net(x: [8, 6, 6]) -> [8, 3, 3] {
        x -> max_pool2d<kernel_size = 2>
    }
}

fn main() {}
