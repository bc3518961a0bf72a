use nn_runtime::network;

#[allow(dead_code)]
const SLOPE: f64 = 0.1;

network! {
    /// A number that is no dimension is written out.
    pub Net(x: [4]) -> [4] {
        x -> leaky_relu<SLOPE>
    }
}

fn main() {}
