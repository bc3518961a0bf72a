use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> fc: dense<8> -> relu -> #[key("fc")] dense<2>
    }
}

fn main() {}
