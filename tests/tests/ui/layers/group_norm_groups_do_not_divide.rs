use nn_runtime::network;

network! {
    /// The groups would have different sizes.
    pub Net(x: [10, 6, 6]) -> [10, 6, 6] {
        x -> group_norm<4>
    }
}

fn main() {}
