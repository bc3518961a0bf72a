//! `max_pool1d<kernel, stride = kernel, padding = 0>`: the largest number of each window of a signal, channel by channel.

use super::Needs;
use super::pool::Pool;

pub static MAX_POOL1D: Pool = Pool {
    name: "max_pool1d",
    about: "the largest number of each window of a signal, channel by channel",
    axes: 1,
    needs: Needs::INPUT,
    maxima: true,
};
