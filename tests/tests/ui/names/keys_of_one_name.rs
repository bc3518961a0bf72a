use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> #[key("net.0")] dense<8> -> relu -> #[key("net.0")] dense<2>
    }
}

fn main() {}
