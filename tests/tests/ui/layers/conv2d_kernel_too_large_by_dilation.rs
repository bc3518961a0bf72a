use nn_runtime::network;

network! {
    /// Dilated by 4, three columns cover nine.
    pub Net(x: [1, 28, 8]) -> [8, 26, 26] {
        x -> conv2d<8, (1, 3), dilation = (1, 4)>
    }
}

fn main() {}
