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
    pub Net(x: [4]) -> [4] {
        let (sum, class) = x -> vision::Two;
        let both = concat(sum -> [4], class -> [3]);
        both -> dense<4>
    }
}

fn main() {}
