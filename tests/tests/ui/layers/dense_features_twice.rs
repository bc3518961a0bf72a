use nn_runtime::network;

network! {
    /// `features` stands first already.
    pub Net(x: [4]) -> [2] {
        x -> dense<2, features = 2>
    }
}

fn main() {}
