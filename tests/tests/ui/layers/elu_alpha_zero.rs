use nn_runtime::network;

network! {
    /// `elu` with an alpha of 0 is `relu`.
    pub Net(x: [4]) -> [4] {
        x -> elu<0>
    }
}

fn main() {}
