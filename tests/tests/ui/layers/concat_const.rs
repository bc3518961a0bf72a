use nn_runtime::network;

const WIDTH: usize = 2;

network! {
    /// Only rustc knows that WIDTH is not 3.
    pub Net(a: [4, 3], b: [4, WIDTH]) -> [8, 3] {
        concat(a, b)
    }
}

fn main() {}
