use nn_runtime::network;

network! {
    pub Net<const HIDDEN: usize>(x: [4]) -> [6] {
        x -> dense<HIDDEN>
    }
}

/// What depends on a const parameter is checked where it has a value, by `cargo build` and not by `cargo check`.
fn main() {
    println!("{}", Net::<6>::SUMMARY);
    println!("{}", Net::<5>::SUMMARY);
}
