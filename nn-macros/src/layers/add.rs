//! `a + b`, element by element; also the end of `residual { … }`.

use super::binary::Additive;

pub static ADD: Additive =
    Additive { name: "add", about: "a + b, element by element", backward: ["backward", "backward"], is_sum: true };
