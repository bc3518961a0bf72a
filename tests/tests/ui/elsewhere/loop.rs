use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        for i in 0..3 { x -> dense<4> }
    }
}

fn main() {}
