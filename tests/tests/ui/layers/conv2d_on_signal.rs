use nn_runtime::network;

network! {
    /// A signal has one axis.
    pub Net(x: [12, 100]) -> [8, 26, 26] {
        x -> conv2d<8, 3>
    }
}

fn main() {}
