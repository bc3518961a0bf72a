use nn_runtime::network;

const END: usize = 9;

network! {
    /// Only rustc knows that END is too far.
    pub Net(x: [8]) -> [4] {
        x -> slice<..END> -> dense<4>
    }
}

fn main() {}
