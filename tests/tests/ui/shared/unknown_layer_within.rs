use nn_runtime::network;

network! {
    pub Net(a: [4], b: [4]) -> [2] {
        layer encode = dense<2> -> reul;
        (a -> encode) + (b -> encode)
    }
}

fn main() {}
