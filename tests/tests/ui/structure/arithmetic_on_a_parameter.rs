use nn_runtime::network;

network! {
    pub Net<const HIDDEN: usize>(x: [4]) -> [2] {
        x -> dense<{ 2 * HIDDEN }> -> relu -> dense<2>
    }
}

fn main() {}
