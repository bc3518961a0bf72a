//! `a - b`, element by element.

use super::binary::Additive;

pub static SUB: Additive = Additive {
    name: "sub",
    about: "a - b, element by element",
    backward: ["backward_left", "backward_right"],
    is_sum: false,
};
