use nn_runtime::network;

network! {
    /// Nothing is said of what the macro computes from `WIDTH`.
    pub Net(x: [2, WIDTH]) -> [3] {
        concat(x, x -> layer_norm) -> flatten -> residual { gelu } -> repeat<2> { prelu } -> dense<3>
    }
}

fn main() {}
