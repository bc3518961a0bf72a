use nn_runtime::network;

network! {
    pub Net(x: [8, 16, 16]) -> [8, 16, 16] {
        x -> repeat<2> { conv2d<8, 3, stride = 2, padding = 1> }
    }
}

fn main() {}
