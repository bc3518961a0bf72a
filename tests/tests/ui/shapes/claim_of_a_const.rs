use nn_runtime::network;

const WIDTH: usize = 5;

network! {
    pub Net(x: [4]) -> [2] {
        x -> dense<WIDTH> -> relu -> [6] -> dense<2>
    }
}

fn main() {}
