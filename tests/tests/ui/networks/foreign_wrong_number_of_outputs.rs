use nn_runtime::network;

mod vision {
    nn_runtime::network! {
        pub Two(a: [4], b: [4]) -> (sum: [4], class: [3]) {
            sum = a + b;
            class = a -> dense<3>;
        }
    }
}

network! {
    pub Net(a: [4], b: [4]) -> [4] {
        vision::Two(a, b) -> [4]
    }
}

fn main() {}
