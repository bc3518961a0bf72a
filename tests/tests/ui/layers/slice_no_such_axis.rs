use nn_runtime::network;

network! {
    /// A sequence has the axes 0 and 1.
    pub Net(x: [4, 8]) -> [4, 2] {
        x -> slice<0..2, axis = 2>
    }
}

fn main() {}
