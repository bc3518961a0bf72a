use nn_runtime::network;

network! {
    /// A range is not a number of features.
    pub Net(x: [4]) -> [2] {
        x -> dense<0..2>
    }
}

fn main() {}
