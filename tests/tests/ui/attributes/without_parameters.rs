use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> dense<4> -> #[frozen] relu -> #[weight_decay(0.1)] dropout<0.5> -> #[key("a")] softmax
    }
}

fn main() {}
