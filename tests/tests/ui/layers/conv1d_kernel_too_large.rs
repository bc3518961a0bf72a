use nn_runtime::network;

network! {
    /// A kernel has to fit into the signal, with its padding.
    pub Net(x: [2, 10]) -> [8, 1] {
        x -> conv1d<8, 13, padding = 1>
    }
}

fn main() {}
