use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [10] {
        x -> dense<8> -> relu -> dense<11>
    }
}

fn main() {}
