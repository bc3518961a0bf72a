use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> repeat<2> { dense<4> -> relu } -> NetRepeat1
    }
    pub NetRepeat1(x: [4]) -> [4] {
        x -> dense<4>
    }
}

fn main() {}
