use nn_runtime::network;

network! {
    /// 12 numbers do not become 10.
    pub Net(x: [4, 3]) -> [5, 2] {
        x -> reshape<[5, 2]>
    }
}

fn main() {}
