use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[init(uniform(1.0, -1.0))] dense<4>
    }
}

fn main() {}
