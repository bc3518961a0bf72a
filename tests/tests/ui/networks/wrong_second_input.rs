use nn_runtime::network;

network! {
    /// The value that does not fit is underlined.
    pub Net(x: [4]) -> [3] {
        Pair(x, x -> relu)
    }
    Pair(a: [4], b: [3]) -> [3] { (a -> dense<3>) * b }
}

fn main() {}
