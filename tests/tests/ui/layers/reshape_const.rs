use nn_runtime::network;

const ROWS: usize = 5;

network! {
    /// Only rustc knows how much 2 * ROWS is.
    pub Net(x: [4, 3]) -> [10] {
        x -> reshape<[2, ROWS]> -> flatten
    }
}

fn main() {}
