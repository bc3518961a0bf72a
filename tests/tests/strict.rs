//! What `network!` writes is quiet under every lint, those of clippy included, as `cargo clippy --all-targets` finds out.
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic, clippy::nursery)]

/// Much of the language in little space.
pub mod networks {
    nn_runtime::network! {
        /// Blocks, two inputs, two outputs, parameters, state.
        pub Net<const HIDDEN: usize>(a: [4], b: [2, 2]) -> (sum: [4], class: [3]) {
            layer encode = dense<HIDDEN> -> relu -> #[init(normal(0.0, 0.02))] dense<4>;
            let d = (a -> encode) - (b -> flatten -> encode);
            sum = concat(d * d, a) -> slice<2..6> -> dense<4> -> gelu;
            class = d -> repeat<2> { residual { dense<4> -> dropout<0.5> } -> batch_norm } -> Head<3> -> softmax;
        }

        pub Head<const OUT: usize>(x: [4]) -> [OUT] {
            x -> relu -> #[frozen] last: dense<OUT>
        }
    }
}

#[test]
fn it_is_there_all_the_same() {
    assert_eq!(networks::Head::<3>::PARAMS, 15);
    assert!(networks::Net::<8>::SUMMARY.to_string().contains("repeat<2>"));
}
