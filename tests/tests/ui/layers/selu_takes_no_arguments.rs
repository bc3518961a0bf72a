use nn_runtime::network;

network! {
    /// The constants of `selu` are part of its definition.
    pub Net(x: [4]) -> [4] {
        x -> selu<alpha = 1.0>
    }
}

fn main() {}
