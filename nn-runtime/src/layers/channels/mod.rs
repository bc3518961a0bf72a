//! Work on images whose channels come last, by whole vectors: [`pixel`] goes through the channels of one pixel, [`rows`]
//! through many pixels at once, wherever vectors begin and end.

pub(super) mod pixel;
pub(super) mod rows;
