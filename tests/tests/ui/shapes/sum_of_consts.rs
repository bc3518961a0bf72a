use nn_runtime::network;

const WIDTH: usize = 5;
const HALF: usize = 3;

network! {
    pub Net(x: [4]) -> [WIDTH] {
        (x -> dense<WIDTH>) + (x -> dense<{ HALF * 2 }>)
    }
}

fn main() {}
