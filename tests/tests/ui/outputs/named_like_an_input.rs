use nn_runtime::network;

network! {
    pub Net(x: [4]) -> (x: [4], class: [2]) {
        x = x -> relu;
        class = x -> dense<2>;
    }
}

fn main() {}
