use nn_runtime::network;

network! {
    /// It stands behind a `flatten`.
    pub Net(x: [32]) -> [32] {
        x -> global_avg_pool
    }
}

fn main() {}
