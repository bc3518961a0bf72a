//! `a + b`, element by element; also the end of `residual { … }`.

use super::InPlace;
use super::binary::Additive;

pub static ADD: Additive = Additive {
    name: "add",
    about: "a + b, element by element",
    backward: [("backward", InPlace::Same), ("backward", InPlace::Same)],
    is_sum: true,
};
