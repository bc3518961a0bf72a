use nn_runtime::network;

network! {
    /// `dense` takes two arguments.
    pub Net(x: [4]) -> [2] {
        x -> dense<2, true, relu>
    }
}

fn main() {}
