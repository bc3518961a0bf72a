use nn_runtime::network;

network! {
    /// An open end is that of the axis.
    pub Net(x: [8]) -> [4] {
        x -> slice<9..> -> dense<4>
    }
}

fn main() {}
