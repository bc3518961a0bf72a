use nn_runtime::network;

mod vision {
    nn_runtime::network! {
        pub Body(image: [4]) -> [3] {
            image -> dense<3> -> relu
        }
    }
}

network! {
    pub Net(x: [7]) -> [2] {
        x -> vision::Body -> [3] -> dense<2>
    }
}

fn main() {}
