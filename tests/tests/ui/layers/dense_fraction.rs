use nn_runtime::network;

network! {
    /// Half a feature does not exist.
    pub Net(x: [4]) -> [2] {
        x -> dense<2.5>
    }
}

fn main() {}
