use nn_runtime::network;

network! {
    /// Which elements?
    pub Net(x: [8]) -> [4] {
        x -> slice
    }
}

fn main() {}
