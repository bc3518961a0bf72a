//! Whatever the names of the standard library mean where a network is declared.
#![allow(dead_code, non_camel_case_types)]

struct Option;
struct Some;
struct None;
struct Result;
struct Clone;
struct Copy;
struct Default;
struct Debug;
struct usize_;
trait Scalar {}
trait Network {}
trait Flat {}
mod core {}
mod std {}
mod nn {}

nn_runtime::network! {
    /// Two outputs, since that writes most.
    pub Net(x: [4]) -> (a: [2], b: [2]) {
        a = x -> dense<2>;
        b = x -> repeat<2> { dense<4> -> relu } -> batch_norm -> dense<2> -> softmax;
    }
}

#[test]
fn names_of_the_standard_library_are_free() {
    assert_eq!(Net::init(1).params().dense_1.bias.len(), 2);
}
