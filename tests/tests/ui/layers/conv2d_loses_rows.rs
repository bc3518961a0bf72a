#![deny(deprecated)]
use nn_runtime::network;

network! {
    /// The last row of 28 is never read.
    pub Net(x: [1, 28, 28]) -> [8, 13, 13] {
        x -> conv2d<8, 3, stride = 2>
    }
}

fn main() {}
