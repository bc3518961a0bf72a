use nn_runtime::network;

network! {
    /// So much padding leaves nothing.
    pub Net(x: [4, 7, 7]) -> [8, 26, 26] {
        x -> conv_transpose2d<8, 2, padding = 4>
    }
}

fn main() {}
