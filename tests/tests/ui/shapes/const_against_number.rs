use nn_runtime::network;

const WIDTH: usize = 5;

network! {
    pub Net(x: [4]) -> [6] {
        x -> dense<WIDTH>
    }
}

fn main() {}
