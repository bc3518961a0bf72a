use nn_runtime::network;

network! {
    /// Three pools have left too little of the image.
    pub Net(x: [8, 3, 3]) -> [8, 1, 1] {
        x -> max_pool2d<5>
    }
}

fn main() {}
