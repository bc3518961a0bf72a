//! `max_pool2d<kernel, stride = kernel, padding = 0>`: the largest number of each window of an image, channel by channel.

use super::Needs;
use super::pool::Pool;

pub static MAX_POOL2D: Pool = Pool {
    name: "max_pool2d",
    about: "the largest number of each window of an image, channel by channel",
    axes: 2,
    needs: Needs::INPUT,
    maxima: true,
};
