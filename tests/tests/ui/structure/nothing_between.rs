#![deny(deprecated)]

use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> dense<8> -> dropout<0.5> -> dense<2>
    }
}

fn main() {}
