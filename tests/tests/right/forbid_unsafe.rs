//! Without a word of unsafe code.
#![forbid(unsafe_code)]

use nn_runtime::network;

network! {
    /// Of layers with parameters, blocks and state.
    pub Net(x: [4]) -> [2] {
        x -> repeat<2> { dense<4> -> batch_norm -> relu } -> dense<2>
    }
}

#[test]
fn nothing_unsafe_is_written() {
    assert_eq!(Net::init(1).dense_1.bias.len(), 2);
}
