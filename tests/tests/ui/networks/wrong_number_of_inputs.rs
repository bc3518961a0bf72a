use nn_runtime::network;

network! {
    pub Outer(a: [4], b: [4]) -> [3] {
        (a -> Inner) + (b -> other: Inner)
    }
    pub Inner(a: [4], b: [4]) -> [3] {
        a + b -> dense<3> -> relu
    }
}

fn main() {}
