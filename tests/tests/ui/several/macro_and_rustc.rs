use nn_runtime::network;

const WIDTH: usize = 5;

network! {
    pub Net(x: [4]) -> (a: [6], b: [3]) {
        a = x -> dense<WIDTH>;
        b = x -> dense<4>;
    }
}

fn main() {}
