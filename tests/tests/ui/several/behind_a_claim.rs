use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [3] {
        x -> dens<8> -> [8] -> relu -> dense<2>
    }
}

fn main() {}
