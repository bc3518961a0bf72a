use nn_runtime::network;

network! {
    /// A probability is below 1.
    pub Net(x: [4]) -> [4] {
        x -> dropout<20>
    }
}

fn main() {}
