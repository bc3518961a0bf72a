use nn_runtime::network;

const START: usize = 5;

network! {
    /// Only rustc knows that START is behind 2.
    pub Net(x: [8]) -> [4] {
        x -> slice<START..2> -> dense<4>
    }
}

fn main() {}
