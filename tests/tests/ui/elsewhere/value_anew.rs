use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [3] {
        let h = x -> dense<3>;
        h = h -> relu;
        h
    }
}

fn main() {}
