use nn_runtime::network;

network! {
    /// The slope always begins at 0.25.
    pub Net(x: [4]) -> [4] {
        x -> #[init(zeros)] prelu
    }
}

fn main() {}
