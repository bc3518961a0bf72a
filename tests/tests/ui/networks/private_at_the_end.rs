use nn_runtime::network;

mod vision {
    use nn_runtime::network;

    network! { pub(super) Inner(x: [4]) -> [3] { x -> dense<3> -> sigmoid } }
}

network! {
    /// What it gives ends as `Inner` does, which not everyone may know who knows `Net`.
    pub Net(x: [4]) -> [3] {
        x -> vision::Inner -> [3]
    }
}

fn main() {}
