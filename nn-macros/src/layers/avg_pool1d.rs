//! `avg_pool1d<kernel, stride = kernel, padding = 0>`: the mean of each window of a signal, channel by channel.

use super::Needs;
use super::pool::Pool;

pub static AVG_POOL1D: Pool = Pool {
    name: "avg_pool1d",
    about: "the mean of each window of a signal, channel by channel",
    axes: 1,
    needs: Needs::NOTHING,
    maxima: false,
};
