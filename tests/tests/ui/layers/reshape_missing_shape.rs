use nn_runtime::network;

network! {
    /// Into which shape?
    pub Net(x: [4, 3]) -> [3, 4] {
        x -> reshape
    }
}

fn main() {}
