use nn_runtime::network;

network! {
    /// The argument is called `p`.
    pub Net(x: [4]) -> [4] {
        x -> dropout<rate = 0.5>
    }
}

fn main() {}
