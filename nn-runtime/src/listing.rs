//! The tensors of a network: keys, shapes in files, and where they lie in the flat slices.

use core::fmt;

use crate::flat::Flat;
use crate::network::Network;

/// Which flat slice a tensor lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Among the parameters.
    Params,
    /// Among the state (running statistics).
    State,
}

/// How the scalars of a tensor in memory relate to those in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The same order.
    Same,
    /// A matrix that files hold by rows and memory by columns.
    Transposed,
    /// The axes of the file in the order of memory, the slowest first: a kernel `[OUT, IN, KH, KW]` that lies as
    /// `[KH][KW][IN][OUT]` is `Axes(&[2, 3, 1, 0])`.
    Axes(&'static [usize]),
    /// A matrix `[OUT, C·P]` behind a flattened image of C channels and P pixels, which lies channels last: as `[P][C][OUT]`.
    Flattened {
        /// C.
        channels: usize,
    },
}

/// A tensor of a network.
#[derive(Debug)]
pub struct Tensor<'a> {
    /// Its key in files, PyTorch's; [`Display`](fmt::Display) writes `hidden.weight`.
    pub key: Key<'a>,
    /// Its shape in files.
    pub shape: &'a [usize],
    /// How its scalars are ordered in memory.
    pub order: Order,
    /// Which flat slice it lies in.
    pub place: Place,
    /// Its first scalar there.
    pub start: usize,
}

impl Tensor<'_> {
    /// The number of scalars.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no scalars, which no tensor of a network is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where element `i` of the file's order lies in the flat slice.
    pub fn position(&self, i: usize) -> usize {
        self.start + self.order.offset(self.shape, i)
    }
}

impl Order {
    /// Where element `i` of the file's order lies in the memory of a tensor.
    pub(crate) fn offset(self, shape: &[usize], i: usize) -> usize {
        match (self, shape) {
            (Self::Transposed, &[rows, columns]) => i % columns * rows + i / columns,
            (Self::Axes(axes), _) => axes.iter().fold(0, |offset, &axis| {
                let behind: usize = shape[axis + 1..].iter().product();
                offset * shape[axis] + i / behind % shape[axis]
            }),
            (Self::Flattened { channels }, &[rows, columns]) => {
                let (pixels, column) = (columns / channels, i % columns);
                (column % pixels * channels + column / pixels) * rows + i / columns
            }
            _ => i,
        }
    }
}

/// The place of element `i` along each axis.
#[cfg(feature = "alloc")]
pub(crate) fn index(mut i: usize, shape: &[usize]) -> alloc::vec::Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (at, &len) in index.iter_mut().zip(shape).rev() {
        (*at, i) = (i % len, i / len);
    }
    index
}

/// The key of a tensor or the stem of the keys below a stage.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    above: Option<&'a Key<'a>>,
    part: Part<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Name(&'a str),
    Index(usize),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            write!(f, "{above}.")?;
        }
        match self.part {
            Part::Name(name) => f.write_str(name),
            Part::Index(index) => write!(f, "{index}"),
        }
    }
}

/// Walks over the tensors of a network; `network!` writes the calls, one a tensor, in the order of memory.
pub struct Listing<'a> {
    above: Option<&'a Key<'a>>,
    params: usize,
    state: usize,
    visit: &'a mut dyn FnMut(&Tensor<'_>),
}

impl fmt::Debug for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing").field("params", &self.params).field("state", &self.state).finish_non_exhaustive()
    }
}

/// Calls `visit` for every tensor of `N`.
pub fn for_each_tensor<N: Network>(visit: &mut dyn FnMut(&Tensor<'_>)) {
    N::list(&mut Listing { above: None, params: 0, state: 0, visit });
}

impl Listing<'_> {
    /// The next tensor among the parameters.
    pub fn param(&mut self, key: &str, shape: &[usize], order: Order) {
        let start = self.params;
        self.params += self.tensor(key, shape, order, Place::Params, start);
    }

    /// The next tensor among the state.
    pub fn state(&mut self, key: &str, shape: &[usize]) {
        let start = self.state;
        self.state += self.tensor(key, shape, Order::Same, Place::State, start);
    }

    /// The tensors of a network below, under the stem `key`.
    pub fn network<N: Network>(&mut self, key: &str) {
        let key = Key { above: self.above, part: Part::Name(key) };
        self.below::<N>(&key);
    }

    /// The tensors of `times` equal networks below, under the stems `key.0`, `key.1`, ….
    pub fn repeat<N: Network>(&mut self, key: &str, times: usize) {
        let stem = Key { above: self.above, part: Part::Name(key) };
        for i in 0..times {
            self.below::<N>(&Key { above: Some(&stem), part: Part::Index(i) });
        }
    }

    fn below<N: Network>(&mut self, key: &Key<'_>) {
        N::list(&mut Listing { above: Some(key), params: self.params, state: self.state, visit: &mut *self.visit });
        self.params += N::LEN;
        self.state += <N::State as Flat>::LEN;
    }

    fn tensor(&mut self, key: &str, shape: &[usize], order: Order, place: Place, start: usize) -> usize {
        let key = Key { above: self.above, part: Part::Name(key) };
        let tensor = Tensor { key, shape, order, place, start };
        (self.visit)(&tensor);
        tensor.len()
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_matrix_lies_by_columns() {
        let offsets = core::array::from_fn(|i| Order::Transposed.offset(&[2, 3], i));
        assert_eq!(offsets, [0, 2, 4, 1, 3, 5]);
        assert_eq!(Order::Same.offset(&[2, 3], 4), 4);
    }

    #[test]
    fn axes_lie_in_the_order_that_is_said() {
        // [OUT, IN, K] = [2, 3, 2], as [K][IN][OUT].
        let offsets: [usize; 12] = core::array::from_fn(|i| Order::Axes(&[2, 1, 0]).offset(&[2, 3, 2], i));
        assert_eq!(offsets, [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
        assert_eq!(core::array::from_fn(|i| Order::Axes(&[1, 0]).offset(&[2, 3], i)), [0, 2, 4, 1, 3, 5]);
    }

    #[test]
    fn a_weight_behind_a_flattened_image_lies_as_its_pixels_do() {
        // [OUT, C·P] = [1, 2·3], as [P][C][OUT].
        let offsets = core::array::from_fn(|i| Order::Flattened { channels: 2 }.offset(&[1, 6], i));
        assert_eq!(offsets, [0, 2, 4, 1, 3, 5]);
    }

    #[test]
    fn elements_are_counted_along_the_last_axis_first() {
        assert_eq!(index(0, &[2, 3, 4]), [0, 0, 0]);
        assert_eq!(index(23, &[2, 3, 4]), [1, 2, 3]);
        assert_eq!(index(17, &[2, 3, 4]), [1, 1, 1]);
        assert!(index(0, &[]).is_empty());
    }
}
