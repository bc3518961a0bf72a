use nn_runtime::network;

network! {
    /// From 3 to 3 there is nothing.
    pub Net(x: [8]) -> [4] {
        x -> slice<3..3> -> dense<4>
    }
}

fn main() {}
