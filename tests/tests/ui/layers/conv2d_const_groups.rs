use nn_runtime::network;

const GROUPS: usize = 3;

network! {
    /// Only rustc knows that GROUPS is 3.
    pub Net(x: [4, 28, 28]) -> [8, 26, 26] {
        x -> conv2d<8, 3, groups = GROUPS>
    }
}

fn main() {}
