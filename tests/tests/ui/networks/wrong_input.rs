use nn_runtime::network;

network! {
    pub Outer(x: [5]) -> [2] {
        x -> Inner -> dense<2>
    }
    pub Inner(x: [4]) -> [3] {
        x -> dense<3> -> relu
    }
}

fn main() {}
