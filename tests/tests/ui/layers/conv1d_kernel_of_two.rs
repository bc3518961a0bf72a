use nn_runtime::network;

network! {
    /// A signal has one axis, and so does its kernel.
    pub Net(x: [2, 100]) -> [8, 98] {
        x -> conv1d<8, (3, 3)>
    }
}

fn main() {}
