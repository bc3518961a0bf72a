use nn_runtime::network;

network! {
    pub Net<const STEPS: usize>(x: [STEPS, 4]) -> [2] {
        x -> flatten -> dense<2>
    }
}

fn main() {}
