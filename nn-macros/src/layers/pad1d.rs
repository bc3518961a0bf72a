//! `pad1d<padding>`: zeros before and behind a signal.

use super::pad::Pad;

pub static PAD1D: Pad = Pad { name: "pad1d", about: "zeros before and behind a signal", axes: 1 };
