use nn_runtime::network;

network! {
    /// No memory holds that many.
    pub Net(x: [4]) -> [2] {
        x -> dense<10000000000> -> relu -> dense<2>
    }
}

fn main() {}
