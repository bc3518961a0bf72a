use nn_runtime::network;

network! {
    /// Nothing would come out.
    pub Net(x: [4]) -> [2] {
        x -> dense<0> -> relu -> dense<2>
    }
}

fn main() {}
