use nn_runtime::network;

network! {
    /// All shapes are in the message.
    pub Net(a: [4, 3], b: [4, 2]) -> [4, 8] {
        concat<axis = 1>(a, b, a -> slice<0..2>)
    }
}

fn main() {}
