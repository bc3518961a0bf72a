use nn_runtime::network;

network! {
    /// `alpha` is given twice.
    pub Net(x: [4]) -> [4] {
        x -> elu<1.0, alpha = 1.0>
    }
}

fn main() {}
