use nn_runtime::network;

network! {
    pub Net(x: [4294967296]) -> [2] {
        x -> dense<4294967296> -> relu -> dense<2>
    }
}

fn main() {}
