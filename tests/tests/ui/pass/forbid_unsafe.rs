#![forbid(unsafe_code)]

use nn_runtime::network;

network! {
    /// Without a word of unsafe code in this crate.
    pub Net(x: [4]) -> [2] {
        x -> repeat<2> { dense<4> -> batch_norm -> relu } -> dense<2>
    }
}

fn main() {
    assert_eq!(Net::init(1).dense_1.bias.len(), 2);
}
