use nn_runtime::network;

network! {
    pub Net(tokens: ids[16]) -> [2] {
        tokens -> dense<2>
    }
}

fn main() {}
