use nn_runtime::network;

network! {
    /// `concat` takes its values in parentheses.
    pub Net(x: [4]) -> [4] {
        x -> concat -> dense<4>
    }
}

fn main() {}
