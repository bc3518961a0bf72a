use nn_runtime::network;

network! {
    /// Less than none do not exist.
    pub Net(x: [4]) -> [2] {
        x -> dense<-2>
    }
}

fn main() {}
