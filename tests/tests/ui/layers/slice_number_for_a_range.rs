use nn_runtime::network;

network! {
    /// A single element is a range too.
    pub Net(x: [8]) -> [1] {
        x -> slice<3>
    }
}

fn main() {}
