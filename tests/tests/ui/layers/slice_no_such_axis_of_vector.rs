use nn_runtime::network;

network! {
    /// A vector has one axis.
    pub Net(x: [8]) -> [2] {
        x -> slice<0..2, axis = 1>
    }
}

fn main() {}
