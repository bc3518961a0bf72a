use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        let hidden = x -> dense<4>;
        hidden -> relu -> hidden
    }
}

fn main() {}
