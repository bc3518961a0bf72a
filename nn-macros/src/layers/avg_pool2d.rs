//! `avg_pool2d<kernel, stride = kernel, padding = 0>`: the mean of each window of an image, channel by channel.

use super::Needs;
use super::pool::Pool;

pub static AVG_POOL2D: Pool = Pool {
    name: "avg_pool2d",
    about: "the mean of each window of an image, channel by channel",
    axes: 2,
    needs: Needs::NOTHING,
    maxima: false,
};
