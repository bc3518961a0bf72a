use nn_runtime::network;

network! {
    /// `concat` is a call.
    pub Net(a: [4], b: [2]) -> [6] {
        concat<axis = 1> -> dense<6>
    }
}

fn main() {}
