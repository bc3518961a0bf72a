//! The plan of a network's memory, computed while the compiler runs.
//!
//! `network!` knows when each value is made and when it is last read; this module turns that, for a given
//! capacity, into offsets of one flat piece of memory. Slots whose lives do not overlap share storage.

#[cfg(test)]
mod tests;

/// Slots start at multiples of this many scalars: 64 bytes of `f32`, the width of the widest vector.
pub const ALIGN: usize = 16;

/// The memory of the passes of a network.
#[derive(Debug)]
pub struct Plan {
    /// Needed during [`infer`](crate::Network::infer).
    pub infer: &'static [Slot],
    /// Written by `forward`, read by `backward`; all alive at once.
    pub saved: &'static [Slot],
    /// Needed during `forward` alone.
    pub forward: &'static [Slot],
    /// Needed during `backward` alone: first what the gradients of parameters take, then what those of inputs add.
    pub backward: &'static [Slot],
    /// How many slots of `backward`, the first, are enough where nobody asks for gradients of inputs.
    pub training: usize,
}

/// One of the four parts of a [`Plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Memory of inference.
    Infer,
    /// Memory that lives from the forward to the backward pass.
    Saved,
    /// Memory of the forward pass alone.
    Forward,
    /// Memory of the backward pass alone.
    Backward,
    /// The same where nobody asks for gradients of inputs, as in training; the pass then leaves the rest alone.
    Training,
}

/// How much memory a slot takes.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    /// So many scalars for each sample of the capacity.
    PerSample(usize),
    /// So many scalars for each sample, and so many samples at most.
    Chunk(usize, usize),
    /// So many scalars whatever the capacity.
    Fixed(usize),
    /// A part of the plan of a network below, so many times.
    Network(&'static Plan, Part, usize),
}

/// A piece of memory and the time it is needed, in steps of its pass, both ends included.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// How much.
    pub size: Size,
    /// The first step that writes it.
    pub from: usize,
    /// The last step that reads it.
    pub to: usize,
}

impl Slot {
    /// A slot of `size` needed in steps `from` to `to`.
    pub const fn new(size: Size, from: usize, to: usize) -> Self {
        Self { size, from, to }
    }

    /// Its scalars at a capacity of `batch` samples.
    pub const fn len(&self, batch: usize) -> usize {
        match self.size {
            Size::PerSample(n) => n * batch,
            Size::Chunk(n, most) => n * if most < batch { most } else { batch },
            Size::Fixed(n) => n,
            Size::Network(plan, part, times) => plan.len(part, batch) * times,
        }
    }

    const fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

impl Plan {
    /// The slots of one part.
    pub const fn part(&self, part: Part) -> &'static [Slot] {
        match part {
            Part::Infer => self.infer,
            Part::Saved => self.saved,
            Part::Forward => self.forward,
            Part::Backward => self.backward,
            Part::Training => self.backward.split_at(self.training).0,
        }
    }

    /// The scalars one part takes at a capacity of `batch` samples.
    pub const fn len(&self, part: Part, batch: usize) -> usize {
        end(self.part(part), batch)
    }
}

/// The scalars that slots take together.
const fn end(slots: &[Slot], batch: usize) -> usize {
    let all = place::<MAX_SLOTS>(slots, batch);
    let (mut end, mut i) = (0, 0);
    while i < slots.len() {
        end = max(end, all[i].start + align(all[i].len));
        i += 1;
    }
    end
}

/// Where a slot lies in its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first scalar.
    pub start: usize,
    /// The number of scalars.
    pub len: usize,
}

impl Span {
    /// The span where it is `wanted`, an empty one where not: its slot may then lie outside the memory.
    #[inline(always)]
    pub const fn only_if(self, wanted: bool) -> Self {
        if wanted { self } else { Self { start: 0, len: 0 } }
    }

    /// The slot in its memory.
    pub(crate) fn of<T>(self, memory: &[T]) -> &[T] {
        &memory[self.start..][..self.len]
    }

    /// The slot in its memory.
    pub(crate) fn of_mut<T>(self, memory: &mut [T]) -> &mut [T] {
        &mut memory[self.start..][..self.len]
    }
}

/// `len` rounded up to a multiple of [`ALIGN`].
pub const fn align(len: usize) -> usize {
    len.div_ceil(ALIGN) * ALIGN
}

/// The most slots that one part of one network may have; `network!` refuses more.
pub const MAX_SLOTS: usize = 1024;

/// Where the slots of one part lie at a capacity of `batch` samples.
pub const fn spans<const K: usize>(slots: &[Slot], batch: usize) -> [Span; K] {
    assert!(slots.len() == K);
    place(slots, batch)
}

/// First fit in the order of the slots: each goes to the lowest place that no slot of an overlapping life holds.
const fn place<const K: usize>(slots: &[Slot], batch: usize) -> [Span; K] {
    let mut spans = [Span { start: 0, len: 0 }; K];
    let mut i = 0;
    while i < slots.len() {
        let len = slots[i].len(batch);
        let mut start = 0;
        let mut j = 0;
        while j < i {
            let taken = spans[j];
            let end = taken.start + align(taken.len);
            let collides = slots[j].overlaps(&slots[i]) && taken.start < start + align(len) && start < end;
            if collides && end > start {
                start = end;
                j = 0; // a higher place may collide with a slot that was passed over
            } else {
                j += 1;
            }
        }
        spans[i] = Span { start, len };
        i += 1;
    }
    spans
}

const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// The slots of a piece of memory that one operation uses, as disjoint slices.
///
/// # Panics
///
/// If two of the spans overlap or one leaves the memory, which the plan rules out.
#[inline(always)]
pub fn slots<T, const K: usize>(memory: &mut [T], at: [Span; K]) -> [&mut [T]; K] {
    match memory.get_disjoint_mut(at.map(|s| s.start..s.start + s.len)) {
        Ok(slices) => slices,
        Err(_) => panic!("the memory plan of a network is broken"),
    }
}
