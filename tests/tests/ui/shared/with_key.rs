use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        layer encode = dense<2> -> relu;
        x -> #[key("a")] encode
    }
}

fn main() {}
