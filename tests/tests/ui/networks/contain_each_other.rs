use nn_runtime::network;

network! {
    pub Outer(x: [4]) -> [4] {
        x -> dense<4> -> Inner
    }
    pub Inner(x: [4]) -> [4] {
        x -> relu -> Outer
    }
}

fn main() {}
