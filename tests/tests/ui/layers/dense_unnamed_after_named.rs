use nn_runtime::network;

network! {
    /// What has no name stands before what has one.
    pub Net(x: [4]) -> [2] {
        x -> dense<features = 2, false>
    }
}

fn main() {}
