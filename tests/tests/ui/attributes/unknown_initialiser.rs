use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[init(kaiming_norm)] dense<4>
    }
}

fn main() {}
