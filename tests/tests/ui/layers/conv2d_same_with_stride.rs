use nn_runtime::network;

network! {
    /// With a stride, the size does not stay the same.
    pub Net(x: [1, 28, 28]) -> [8, 14, 14] {
        x -> conv2d<8, 5, stride = 2, padding = same>
    }
}

fn main() {}
