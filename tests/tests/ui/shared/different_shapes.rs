use nn_runtime::network;

network! {
    pub Net(a: [4], b: [5]) -> [2] {
        layer encode = dense<2> -> relu;
        (a -> encode) + (b -> encode)
    }
}

fn main() {}
