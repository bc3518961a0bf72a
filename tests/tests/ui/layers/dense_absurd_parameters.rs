use nn_runtime::network;

network! {
    /// Each number is possible, but not their product.
    pub Net(x: [2000000]) -> [1] {
        x -> dense<2000000> -> relu -> dense<1>
    }
}

fn main() {}
