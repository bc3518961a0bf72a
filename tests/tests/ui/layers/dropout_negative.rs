use nn_runtime::network;

network! {
    /// A probability is not negative.
    pub Net(x: [4]) -> [4] {
        x -> dropout<-0.5>
    }
}

fn main() {}
