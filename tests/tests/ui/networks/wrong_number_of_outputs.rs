use nn_runtime::network;

network! {
    pub Outer(x: [4]) -> [3] {
        x -> Inner -> dense<3>
    }
    pub Inner(x: [4]) -> (a: [4], b: [4]) {
        a = x -> dense<4>;
        b = x -> relu;
    }
}

fn main() {}
