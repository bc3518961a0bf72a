use nn_runtime::network;

network! {
    pub Outer(x: [4]) -> [4] {
        let (a, b) = x -> Inner;
        a + b
    }
    pub Inner(x: [4]) -> [4] {
        x -> dense<4>
    }
}

fn main() {}
