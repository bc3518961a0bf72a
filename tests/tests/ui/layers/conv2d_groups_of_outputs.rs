use nn_runtime::network;

network! {
    /// Nine channels are no four groups.
    pub Net(x: [8, 28, 28]) -> [9, 26, 26] {
        x -> conv2d<9, 3, groups = 4>
    }
}

fn main() {}
