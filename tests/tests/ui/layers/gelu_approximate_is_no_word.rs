use nn_runtime::network;

network! {
    /// Which approximation?
    pub Net(x: [4]) -> [4] {
        x -> gelu<approximate = true>
    }
}

fn main() {}
