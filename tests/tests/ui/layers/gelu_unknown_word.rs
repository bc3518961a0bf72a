use nn_runtime::network;

network! {
    /// The approximation is called `tanh`.
    pub Net(x: [4]) -> [4] {
        x -> gelu<approximate = tan>
    }
}

fn main() {}
