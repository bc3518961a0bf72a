use nn_runtime::network;

network! {
    pub Outer(x: [4]) -> [4] {
        x -> Inner -> Inner<2, 3>
    }
    pub Inner<const HIDDEN: usize>(x: [4]) -> [4] {
        x -> dense<HIDDEN> -> relu -> dense<4>
    }
}

fn main() {}
