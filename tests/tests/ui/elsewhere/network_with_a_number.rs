use nn_runtime::network;

network! {
    pub Body<const N: usize>(x: [N]) -> [N] {
        x -> relu
    }

    pub Net(x: [4]) -> [4] {
        x -> Body<4.0> -> Body<N = 4>
    }
}

fn main() {}
