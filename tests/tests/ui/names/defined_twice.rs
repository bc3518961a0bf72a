use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        let hidden = x -> dense<8>;
        let hidden = hidden -> relu;
        hidden -> dense<4>
    }
}

fn main() {}
