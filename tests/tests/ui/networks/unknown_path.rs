use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> vision::Body -> [3] -> dense<2>
    }
}

fn main() {}
