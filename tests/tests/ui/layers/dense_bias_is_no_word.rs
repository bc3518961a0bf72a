use nn_runtime::network;

network! {
    /// `bias` is a yes or no.
    pub Net(x: [4]) -> [2] {
        x -> dense<2, bias = 0>
    }
}

fn main() {}
