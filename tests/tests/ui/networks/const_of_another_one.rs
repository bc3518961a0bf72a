use nn_runtime::network;

const WIDTH: usize = 5;

network! {
    pub Outer(x: [WIDTH]) -> [3] {
        x -> Inner
    }
    pub Inner(x: [4]) -> [3] {
        x -> dense<3>
    }
}

fn main() {}
