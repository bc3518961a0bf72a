//! A copy of a sample with borders of zeros, so that inner loops know no edges.

use super::shape::Size;
use crate::real::Real;

/// Where a copy is needed, and what lies there between two samples.
#[derive(Debug)]
pub(super) struct Padded<'m, T> {
    /// The columns of padding before the image.
    pub(super) before: usize,
    size: Size,
    /// The numbers of a row with its padding.
    row: usize,
    memory: Option<&'m mut [T]>,
}

impl<'m, T: Real> Padded<'m, T> {
    /// For images of `size`, padded to the left and to the right, where anything needs a copy; with more `slack` behind.
    #[inline(always)]
    pub(super) fn new(size: Size, [before, after]: [usize; 2], slack: bool, memory: &'m mut [T]) -> Self {
        let row = (before + size.columns + after) * size.channels;
        let copies = slack || before + after > 0;
        let memory = copies.then(|| {
            let memory = &mut memory[..size.rows * row + if slack { Size::SLACK } else { 0 }];
            memory.fill(T::default());
            memory
        });
        Self { before, size, row, memory }
    }

    /// A sample, or its copy, and the numbers of a row.
    #[inline(always)]
    pub(super) fn sample<'s>(&'s mut self, sample: &'s [T]) -> (&'s [T], usize) {
        let Some(memory) = &mut self.memory else { return (sample, self.row) };
        let len = self.size.columns * self.size.channels;
        for (from, to) in sample.chunks_exact(len).zip(memory.chunks_mut(self.row)) {
            to[self.before * self.size.channels..][..len].copy_from_slice(from);
        }
        (memory, self.row)
    }
}
