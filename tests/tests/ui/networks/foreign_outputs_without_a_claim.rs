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
        let (sum, class) = vision::Two(a, b);
        let both = concat(sum, class -> [3]);
        both -> dense<4>
    }
}

fn main() {}
