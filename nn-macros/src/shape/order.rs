//! How the numbers of a value lie in memory.

use super::dim::{Dim, Shape, product};

/// An order of the numbers of a sample.
#[derive(Clone, Debug)]
pub enum Order {
    /// As its shape is written, the last axis fastest.
    RowMajor,
    /// Those of an image or a signal of this shape, the first axis fastest: all channels of a pixel side by side. What `flatten`
    /// makes of it has another shape, but lies as it did.
    ChannelsLast(Shape),
}

impl Order {
    /// Channels last for a value of this shape; row-major where that is the same.
    pub fn channels_last(shape: &Shape) -> Self {
        let (channels, positions) = shape.channels();
        let same = shape.rank() < 2 || channels.known() == Some(1) || positions.known() == Some(1);
        if same { Self::RowMajor } else { Self::ChannelsLast(shape.clone()) }
    }

    /// Whether two values of the same shape lie in the same order.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::RowMajor, Self::RowMajor) => true,
            (Self::ChannelsLast(a), Self::ChannelsLast(b)) => a.same(b) == Some(true),
            _ => false,
        }
    }

    /// Whether a value of `shape` lies channels last by its own axes, not by those it had before it was flattened.
    pub fn is_channels_last(&self, shape: &Shape) -> bool {
        matches!(self, Self::ChannelsLast(image) if image.same(shape) == Some(true))
    }
}

impl Shape {
    /// An image or a signal of so many channels.
    pub fn of_channels(channels: &Dim, sizes: impl IntoIterator<Item = Dim>) -> Self {
        Self([channels.clone()].into_iter().chain(sizes).collect())
    }

    /// The first dimension, and the product of the others: the channels of an image or a signal, and its positions.
    pub fn channels(&self) -> (Dim, Dim) {
        (self.0.first().cloned().unwrap_or(Dim::Known(1)), product(self.0.get(1..).unwrap_or_default()))
    }

    /// The dimensions as they lie in memory, and where `axis` is among them.
    pub fn in_memory(&self, order: &Order, axis: usize) -> (Self, usize) {
        if !order.is_channels_last(self) {
            return (self.clone(), axis);
        }
        let mut dims = self.0.clone();
        dims.rotate_left(1);
        (Self(dims), if axis == 0 { self.rank() - 1 } else { axis - 1 })
    }
}
