use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[init(truncated_normal(0.0, -0.1))] dense<4>
    }
}

fn main() {}
