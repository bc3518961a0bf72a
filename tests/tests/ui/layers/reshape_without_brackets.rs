use nn_runtime::network;

network! {
    /// A shape stands in brackets.
    pub Net(x: [4, 3]) -> [12] {
        x -> reshape<12>
    }
}

fn main() {}
