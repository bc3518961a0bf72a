use nn_runtime::network;

network! {
    /// What the block gives is promised, so that is no second mistake.
    pub Net(x: [8, 64]) -> [8, 32] {
        x -> residual { conv1d<8, 4, stride = 2, padding = 1> }
    }
}

fn main() {}
