use nn_runtime::network;

network! {
    pub Net(x: [8]) -> [4] {
        let h = x -> dens<20>;
        let sum = h + hidden;
        let rest = sum -> relu;
        let sum = h -> dense<8>;
        h -> relu -> dense<4>
    }
}

fn main() {}
