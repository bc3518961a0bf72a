//! `global_max_pool`: the largest number of each channel of an image or a signal.

use super::Needs;
use super::pool::GlobalPool;

pub static GLOBAL_MAX_POOL: GlobalPool =
    GlobalPool { name: "global_max_pool", about: "the largest number of each channel", needs: Needs::INPUT };
