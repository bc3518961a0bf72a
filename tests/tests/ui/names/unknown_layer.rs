use nn_runtime::network;

network! {
    /// `dens` is not a layer.
    pub Net(x: [4]) -> [2] {
        x -> dense<8> -> relu -> dens<2>
    }
}

fn main() {}
