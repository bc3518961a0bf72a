//! An image that a transform works on.

use core::fmt;

use crate::scalar::Scalar;

/// The shape of images, `[channels, height, width]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many numbers each pixel has: 1 where it is grey, 3 where it is coloured.
    pub channels: usize,
    /// The rows.
    pub height: usize,
    /// The pixels of a row.
    pub width: usize,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { channels, height, width } = self;
        write!(f, "[{channels}, {height}, {width}]")
    }
}

/// The numbers of an image `[C, H, W]`, channel after channel, row after row, and as much memory to work in.
#[derive(Debug)]
pub struct Pixels<'a, T> {
    size: Size,
    values: &'a mut [T],
    spare: &'a mut [T],
}

impl<'a, T: Scalar> Pixels<'a, T> {
    /// Both slices are of channels · height · width numbers.
    pub(super) fn new(size: Size, values: &'a mut [T], spare: &'a mut [T]) -> Self {
        debug_assert_eq!(values.len(), size.channels * size.height * size.width);
        debug_assert_eq!(values.len(), spare.len());
        Self { size, values, spare }
    }

    /// The shape.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// All numbers; that of channel c in row y and column x stands at (c · height + y) · width + x.
    pub const fn values_mut(&mut self) -> &mut [T] {
        self.values
    }

    /// Each row, those of all channels one after the other.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        self.values.chunks_exact_mut(self.size.width)
    }

    /// Copies the image, and gives the copy beside the image that is to be made of it.
    pub fn remake(&mut self) -> (&[T], &mut [T]) {
        self.spare.copy_from_slice(self.values);
        (self.spare, self.values)
    }
}
