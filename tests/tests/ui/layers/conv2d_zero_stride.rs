use nn_runtime::network;

network! {
    /// A window that does not move takes no second place.
    pub Net(x: [1, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, 3, stride = 0>
    }
}

fn main() {}
