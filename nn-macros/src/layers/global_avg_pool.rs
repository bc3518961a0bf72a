//! `global_avg_pool`: the mean of each channel of an image or a signal.

use super::Needs;
use super::pool::GlobalPool;

pub static GLOBAL_AVG_POOL: GlobalPool =
    GlobalPool { name: "global_avg_pool", about: "the mean of each channel", needs: Needs::NOTHING };
