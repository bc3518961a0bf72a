use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        let hidden = x -> dense<8>;
        x -> dense<4>
    }
}

fn main() {}
