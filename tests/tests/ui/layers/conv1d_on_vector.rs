use nn_runtime::network;

network! {
    /// A signal has channels.
    pub Net(x: [100]) -> [8, 98] {
        x -> conv1d<8, 3>
    }
}

fn main() {}
