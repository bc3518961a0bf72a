use nn_runtime::network;

network! {
    /// The end of a range is not part of it.
    pub Net(x: [8]) -> [4] {
        x -> slice<0..=3>
    }
}

fn main() {}
