use nn_runtime::network;

network! {
    /// There is no usual number of groups.
    pub Net(x: [8, 6, 6]) -> [8, 6, 6] {
        x -> group_norm
    }
}

fn main() {}
