//! `pad2d<padding>`: zeros around an image; of a pair the first are rows, above and below, the second columns.

use super::pad::Pad;

pub static PAD2D: Pad = Pad { name: "pad2d", about: "zeros around an image", axes: 2 };
