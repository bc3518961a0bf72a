//! Next to everything of nalgebra, in functions, in modules, twice.
#![allow(unused_imports)]

use nn_runtime::nalgebra::*;
use nn_runtime::*;

network! {
    Private(x: [4]) -> [2] {
        x -> dense<2>
    }
}

network! {
    pub(crate) OfTheCrate(x: [4]) -> [2] {
        x -> Private -> [2] -> relu
    }
}

mod inner {
    use nn_runtime::nalgebra::*;

    nn_runtime::network! {
        pub(super) Private(x: [4]) -> (a: [2], b: [2]) {
            a = x -> super::Private -> [2];
            b = x -> self::Other -> [2];
        }
        pub(super) Other(x: [4]) -> [2] {
            x -> crate::around_nalgebra::OfTheCrate -> [2]
        }
    }
}

#[test]
fn networks_of_one_name_are_apart() {
    network! {
        Private(x: [8]) -> [1] {
            x -> dense<1>
        }
    }
    assert_eq!(Private::PARAMS, 9);
    assert_eq!(self::inner::Private::PARAMS, 20);
    assert_eq!(OfTheCrate::PARAMS, 10);
}
