use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[frozen] residual { dense<4> } -> #[key("a")] [4] -> #[init(zeros)] repeat<2> { dense<4> -> relu }
    }
}

fn main() {}
