//! A crate that tolerates nothing.
#![deny(warnings, missing_docs, missing_debug_implementations, unused, unused_results, unused_qualifications)]
#![deny(unreachable_pub, single_use_lifetimes, trivial_casts, trivial_numeric_casts, variant_size_differences)]
#![deny(nonstandard_style, future_incompatible, rust_2018_idioms, rust_2021_compatibility, rust_2024_compatibility)]
#![deny(explicit_outlives_requirements, let_underscore_drop, macro_use_extern_crate, meta_variable_misuse)]
#![deny(
    unit_bindings,
    unused_lifetimes,
    redundant_lifetimes,
    ambiguous_negative_literals,
    absolute_paths_not_starting_with_crate
)]

/// Everything that a definition can have.
pub mod networks {
    use nn_runtime::network;

    network! {
        /// Blocks, two inputs, two outputs, parameters, state.
        pub Net<const HIDDEN: usize>(a: [4], b: [2, 2]) -> (sum: [4], class: [3]) {
            layer encode = dense<HIDDEN> -> relu -> dense<4>;
            let d = (a -> encode) - (b -> flatten -> encode);
            sum = d * d;
            class = d -> repeat<2> { residual { dense<4> -> dropout<0.5> } -> batch_norm } -> Hidden -> Head<3> -> softmax;
        }

        /// Ends in a network that is less visible.
        pub Around(x: [4]) -> [4] {
            x -> dense<4> -> relu -> Hidden
        }

        Hidden(x: [4]) -> [4] {
            x -> repeat<2> { dense<4> -> relu } -> dense<4> -> sigmoid
        }

        /// Another one, without a doc comment for whoever reads its field.
        pub Head<const OUT: usize>(x: [4]) -> [OUT] {
            x -> relu -> #[frozen] last: dense<OUT>
        }

        pub Undocumented(x: [4]) -> [4] {
            x -> relu
        }
    }
}

#[test]
fn no_lint_complains() {
    println!("{}", networks::Net::<8>::SUMMARY);
    println!("{}", networks::Around::SUMMARY);
    assert_eq!(networks::Head::<3>::PARAMS, 15);
    assert_eq!(networks::Undocumented::PARAMS, 0);
}
