use nn_runtime::network;

network! {
    /// There are only 8.
    pub Net(x: [8]) -> [4] {
        x -> slice<6..10>
    }
}

fn main() {}
