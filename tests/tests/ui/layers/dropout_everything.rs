use nn_runtime::network;

network! {
    /// Nothing would be left.
    pub Net(x: [4]) -> [4] {
        x -> dropout<1>
    }
}

fn main() {}
