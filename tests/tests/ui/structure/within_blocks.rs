use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> repeat<2> { residual { dens<4> -> relu } -> layer_norm<1e-5, 2> } -> dense<0>
    }
}

fn main() {}
