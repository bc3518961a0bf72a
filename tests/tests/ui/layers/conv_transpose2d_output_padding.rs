use nn_runtime::network;

network! {
    /// More than a step is no matter of rounding.
    pub Net(x: [4, 7, 7]) -> [8, 26, 26] {
        x -> conv_transpose2d<8, 3, stride = 2, output_padding = 2>
    }
}

fn main() {}
