//! As little as can be.

use nn_runtime::network;

network! {
    /// The smallest network.
    pub Net(x: [4]) -> [2] {
        x -> dense<2>
    }
}

#[test]
fn the_smallest_network() {
    let net = Net::init(1);
    assert_eq!(net.dense_1.bias.len(), 2);
}
