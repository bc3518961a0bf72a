use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[init(he_normal)] dense<8> -> relu -> #[init(glorot_uniform)] dense<4>
    }
}

fn main() {}
