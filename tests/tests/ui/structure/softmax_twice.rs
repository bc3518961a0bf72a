use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> dense<4> -> softmax -> dropout<0.5> -> softmax
    }
}

fn main() {}
