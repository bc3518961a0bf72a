use nn_runtime::network;

network! {
    pub Net(x: [8]) -> [10] {
        x -> dens<20> -> relu -> dense<11>
    }
}

fn main() {}
