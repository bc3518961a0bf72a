use nn_runtime::network;

const KERNEL: usize = 31;

network! {
    /// Only rustc knows that KERNEL is larger than the image.
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, KERNEL>
    }
}

fn main() {}
