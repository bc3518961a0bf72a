use nn_runtime::network;

network! {
    /// The window is the image, whatever its size.
    pub Net(x: [8, 6, 6]) -> [8] {
        x -> global_avg_pool<6>
    }
}

fn main() {}
