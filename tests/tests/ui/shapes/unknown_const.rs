use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [WIDTH] {
        x -> dense<WIDTH>
    }
}

fn main() {}
