use nn_runtime::network;

const HIDDEN: usize = 0;

network! {
    /// Only rustc knows that the constant is 0.
    pub Net(x: [4]) -> [2] {
        x -> dense<HIDDEN> -> relu -> dense<2>
    }
}

fn main() {}
