use nn_runtime::network;

network! {
    pub Net<const HIDDEN: usize>(x: [4]) -> [6] {
        x -> dense<HIDDEN>
    }
}

/// What depends on a const parameter is checked where it has a value.
const _: usize = Net::<6>::SUMMARY.params;
const _: usize = Net::<5>::SUMMARY.params;

fn main() {}
