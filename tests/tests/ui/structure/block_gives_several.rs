use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        layer both = relu -> Two;
        let y = x -> both;
        x -> residual { Two } -> repeat<2> { dense<4> -> Two }
    }
    pub Two(x: [4]) -> (a: [4], b: [4]) {
        a = x -> dense<4>;
        b = x -> relu;
    }
}

fn main() {}
