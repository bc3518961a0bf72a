use nn_runtime::network;

network! {
    /// `hard_sigmoid` has nothing to set.
    pub Net(x: [4]) -> [4] {
        x -> hard_sigmoid<3>
    }
}

fn main() {}
