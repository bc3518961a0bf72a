use nn_runtime::network;

network! {
    /// Three channels are no two groups.
    pub Net(x: [3, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, 3, groups = 2>
    }
}

fn main() {}
