use nn_runtime::network;

network! {
    /// `dense` has an argument `bias`, but none called `bais`.
    pub Net(x: [4]) -> [2] {
        x -> dense<2, bais = false>
    }
}

fn main() {}
