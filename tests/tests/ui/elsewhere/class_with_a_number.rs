use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> LeakyReLU<0.1> -> Dropout<p = 0.5> -> LeakyReLU(0.2)
    }
}

fn main() {}
