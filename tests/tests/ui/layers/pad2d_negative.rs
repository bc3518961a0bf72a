use nn_runtime::network;

network! {
    /// A `slice` crops.
    pub Net(x: [1, 6, 6]) -> [1, 4, 4] {
        x -> pad2d<-1>
    }
}

fn main() {}
