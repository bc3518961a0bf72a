//! `a - b`, element by element.

use super::InPlace;
use super::binary::Additive;

pub static SUB: Additive = Additive {
    name: "sub",
    about: "a - b, element by element",
    backward: [("backward_left", InPlace::Same), ("backward_right", InPlace::Call)],
    is_sum: false,
};
