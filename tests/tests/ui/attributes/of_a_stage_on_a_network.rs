use nn_runtime::network;

network! {
    #[frozen]
    pub Net(x: [4]) -> [4] {
        x -> dense<4>
    }
}

fn main() {}
