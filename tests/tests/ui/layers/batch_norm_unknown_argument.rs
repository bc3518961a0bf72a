use nn_runtime::network;

network! {
    /// PyTorch calls it `affine`, and it is always on here.
    pub Net(x: [4]) -> [4] {
        x -> batch_norm<affine = false>
    }
}

fn main() {}
