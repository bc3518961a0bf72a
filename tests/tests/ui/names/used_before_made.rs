use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        let sum = x + hidden;
        let hidden = x -> dense<4>;
        sum -> relu
    }
}

fn main() {}
