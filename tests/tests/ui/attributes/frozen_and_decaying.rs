use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[frozen] #[weight_decay(0.1)] dense<4>
    }
}

fn main() {}
