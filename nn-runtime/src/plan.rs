//! The plan of a network's memory, computed while the compiler runs.
//!
//! `network!` knows when each value is made and when it is last read; this module turns that, for a given
//! capacity, into offsets of one flat piece of memory. Slots whose lives do not overlap share storage.
//!
//! Time in a training step runs through the nodes of the forward pass and then, from `Plan::turn` on, through those of the
//! backward pass. One piece of memory serves both, and these hold:
//!
//! * Slots that are alive in one step do not overlap in it.
//! * Slots that live across the turn lie at the beginning, in the order in which they are made. What lies behind them may be used
//!   for anything between the passes: by other networks, by the loss.
//! * A value dies with its last reader. So `backward` writes gradients over what `forward` has left, and after one forward pass
//!   there may be one backward pass.
//!
//! What is made last is read first, so the values that are kept grow and shrink like a stack, and a network within finds free
//! memory behind what it keeps, in both passes: its memory is one slot, longer in the two steps where the network runs.

#[cfg(test)]
mod tests;

use crate::layers::repeat;
use crate::reads::Reads;

/// Slots start at multiples of this many scalars: 64 bytes of `f32`, the width of the widest vector.
pub const ALIGN: usize = 16;

/// The memory of the passes of a network.
#[derive(Debug)]
pub struct Plan {
    /// Needed during [`infer`](crate::Network::infer).
    pub infer: &'static [Slot],
    /// Needed during [`forward`](crate::Network::forward), [`backward`](crate::Network::backward), or from one to the other.
    pub train: &'static [Slot],
    /// The first step of the backward pass.
    pub turn: usize,
}

/// What memory is needed for. Those of training depend on whether gradients of inputs may be asked for (`true`): if not, less is
/// kept, and the backward pass runs through less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Inference.
    Infer,
    /// The forward pass.
    Forward(bool),
    /// Between the passes.
    Kept(bool),
    /// The backward pass.
    Backward(bool),
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
    /// The memory of a network within.
    Network(&'static Plan, Ask),
    /// The memory of equal networks one after the other.
    Blocks {
        /// That of one.
        plan: &'static Plan,
        /// What it reads.
        reads: Reads,
        /// What it is asked for.
        ask: Ask,
        /// The scalars a sample of a value between two.
        value: usize,
        /// How many they are.
        times: usize,
    },
}

impl Size {
    /// The size where the slot is `wanted`, nothing where not.
    pub const fn only_if(self, wanted: bool) -> Self {
        if wanted { self } else { Self::Fixed(0) }
    }
}

/// Whether a network within is asked for gradients of its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// In each training step.
    Always,
    /// Where the caller asks for those of its inputs.
    AsCaller,
}

impl Ask {
    const fn of(self, caller: bool) -> bool {
        caller || matches!(self, Self::Always)
    }
}

/// A piece of memory and the time it is needed, in steps, both ends included.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    size: Size,
    from: usize,
    /// The last step where gradients of inputs may be asked for.
    to: usize,
    /// The last step where not; `None` if it is not needed at all.
    unasked: Option<usize>,
}

impl Slot {
    /// A slot of `size` needed in steps `from` to `to`.
    pub const fn new(size: Size, from: usize, to: usize) -> Self {
        Self { size, from, to, unasked: Some(to) }
    }

    /// The slot, needed until `to` alone where no gradients of inputs may be asked for.
    pub const fn or_until(self, to: usize) -> Self {
        Self { unasked: Some(to), ..self }
    }

    /// The slot, not needed at all where no gradients of inputs may be asked for.
    pub const fn if_asked(self) -> Self {
        Self { unasked: None, ..self }
    }

    /// What is asked of it at a capacity of `batch` samples.
    const fn claim(&self, part: Part, turn: usize, batch: usize) -> Claim {
        let (asked, training) = match part {
            Part::Infer => (true, false),
            Part::Forward(asked) | Part::Kept(asked) | Part::Backward(asked) => (asked, true),
        };
        let to = match self.unasked {
            _ if asked => self.to,
            Some(to) => to,
            None => return Claim::NOTHING,
        };
        let lens = match self.size {
            Size::PerSample(n) => Lens::equal(n * batch),
            Size::Chunk(n, most) => Lens::equal(n * min(most, batch)),
            Size::Fixed(n) => Lens::equal(n),
            Size::Network(plan, _) | Size::Blocks { plan, .. } if !training => {
                Lens::equal(plan.len(Part::Infer, batch))
            }
            Size::Network(plan, ask) => plan.training(ask.of(asked), batch),
            Size::Blocks { plan, reads, ask, value, times } => {
                repeat::lens(plan.training(ask.of(asked), batch), reads, value * batch, times)
            }
        };
        let aligned = Lens { forward: align(lens.forward), kept: align(lens.kept), backward: align(lens.backward) };
        let kept = self.from < turn && to >= turn;
        let even = !kept || lens.forward == lens.kept && lens.backward == lens.kept;
        Claim { from: self.from, to, kept, lens, aligned, even }
    }
}

/// The scalars of a slot, or of all of them, during each part of a training step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lens {
    pub(crate) forward: usize,
    /// At most what the passes take.
    pub(crate) kept: usize,
    pub(crate) backward: usize,
}

impl Lens {
    const fn equal(len: usize) -> Self {
        Self { forward: len, kept: len, backward: len }
    }
}

/// The time and the length of a slot, both known.
#[derive(Clone, Copy)]
struct Claim {
    from: usize,
    to: usize,
    /// Alive across the turn.
    kept: bool,
    lens: Lens,
    /// With what makes them multiples of [`ALIGN`].
    aligned: Lens,
    /// Of one length throughout.
    even: bool,
}

impl Claim {
    const NOTHING: Self = {
        let lens = Lens::equal(0);
        Self { from: usize::MAX, to: 0, kept: false, lens, aligned: lens, even: true }
    };

    /// Its length in one step of its life, aligned: that of a pass where the pass is in it, at the ends.
    const fn len(&self, step: usize) -> usize {
        if self.even || step == self.from {
            self.aligned.forward
        } else if step == self.to {
            self.aligned.backward
        } else {
            self.aligned.kept
        }
    }

    /// The longest.
    const fn longest(&self) -> usize {
        max(self.lens.forward, self.lens.backward)
    }

    /// Whether it is placed before one that is listed before it.
    const fn precedes(&self, other: &Self) -> bool {
        match (self.kept, other.kept) {
            (false, false) => self.longest() > other.longest(),
            (kept, _) => kept && !other.kept,
        }
    }

    /// Where `other`, which lies at `at`, ends in the first or the last step that both live in, if this one at `start` meets it
    /// there. In between, neither is longer.
    const fn meets(&self, start: usize, other: &Self, at: usize) -> Option<usize> {
        if self.even && other.even {
            // Most are; the compiler counts how long it computes.
            let end = at + other.aligned.forward;
            return if start < end && at < start + self.aligned.forward { Some(end) } else { None };
        }
        let (first, last) = (max(self.from, other.from), min(self.to, other.to));
        let end = at + other.len(first);
        if start < end && at < start + self.len(first) {
            return Some(end);
        }
        let end = at + other.len(last);
        if start < end && at < start + self.len(last) { Some(end) } else { None }
    }
}

impl Plan {
    /// The scalars one part takes at a capacity of `batch` samples.
    pub const fn len(&self, part: Part, batch: usize) -> usize {
        match part {
            Part::Infer => self.ends(part, batch).forward,
            Part::Forward(asked) => self.training(asked, batch).forward,
            Part::Kept(asked) => self.training(asked, batch).kept,
            Part::Backward(asked) => self.training(asked, batch).backward,
        }
    }

    /// The scalars that the parts of a training step take.
    pub(crate) const fn training(&self, asked: bool, batch: usize) -> Lens {
        self.ends(Part::Kept(asked), batch)
    }

    /// The slots of one part; those of training serve both passes.
    const fn slots(&self, part: Part) -> &'static [Slot] {
        if matches!(part, Part::Infer) { self.infer } else { self.train }
    }

    /// The first step of the backward pass, if there is one.
    const fn turn(&self, part: Part) -> usize {
        if matches!(part, Part::Infer) { usize::MAX } else { self.turn }
    }

    /// Where the slots end that each part of a step needs.
    const fn ends(&self, part: Part, batch: usize) -> Lens {
        let (claims, starts) = self.place::<MAX_SLOTS>(part, batch);
        let turn = self.turn(part);
        let (mut ends, mut i) = (Lens::equal(0), 0);
        while i < self.slots(part).len() {
            let (Claim { from, to, kept, aligned, .. }, start) = (claims[i], starts[i]);
            if kept {
                ends.kept = max(ends.kept, start + aligned.kept);
            }
            if from < turn {
                ends.forward = max(ends.forward, start + aligned.forward);
            }
            if to >= turn {
                ends.backward = max(ends.backward, start + aligned.backward);
            }
            i += 1;
        }
        Lens { forward: max(ends.forward, ends.kept), kept: ends.kept, backward: max(ends.backward, ends.kept) }
    }

    /// First fit: each slot goes to the lowest place that no slot alive in the same step holds. At inference as they are listed; in
    /// training those that live across the turn first, then the others, the longest first.
    const fn place<const K: usize>(&self, part: Part, batch: usize) -> ([Claim; K], [usize; K]) {
        let slots = self.slots(part);
        assert!(slots.len() <= K, "a network has more layers than its memory can be planned for");
        let (mut claims, mut order) = ([Claim::NOTHING; K], [0; K]);
        let mut i = 0;
        while i < slots.len() {
            let claim = slots[i].claim(part, self.turn(part), batch);
            let mut at = i;
            while at > 0 && !matches!(part, Part::Infer) && claim.precedes(&claims[order[at - 1]]) {
                order[at] = order[at - 1];
                at -= 1;
            }
            (claims[i], order[at]) = (claim, i);
            i += 1;
        }
        // `placed` are those that have a place, by it.
        let (mut starts, mut placed, mut next) = ([0; K], [0; K], 0);
        while next < slots.len() {
            let this = order[next];
            starts[this] = lowest(&claims, &starts, &placed, next, this);
            let mut at = next;
            while at > 0 && starts[placed[at - 1]] > starts[this] {
                placed[at] = placed[at - 1];
                at -= 1;
            }
            placed[at] = this;
            next += 1;
        }
        (claims, starts)
    }
}

/// The lowest place for slot `this` beside the first `count` of `placed`.
const fn lowest<const K: usize>(
    claims: &[Claim; K],
    starts: &[usize; K],
    placed: &[usize; K],
    count: usize,
    this: usize,
) -> usize {
    let claim = &claims[this];
    let (mut start, mut i) = (0, 0);
    while i < count {
        let other = &claims[placed[i]];
        if claim.from > other.to || other.from > claim.to {
            i += 1;
            continue;
        }
        match claim.meets(start, other, starts[placed[i]]) {
            Some(end) => {
                start = end;
                // It may meet the same one in another step and, where its own length changes, one that was passed over.
                i = if claim.kept { 0 } else { i };
            }
            None => i += 1,
        }
    }
    start
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

/// The most slots that a network may have in training.
pub const MAX_SLOTS: usize = 1024;

/// Where the slots of a plan lie during one part at a capacity of `batch` samples; one that is not needed is empty.
pub const fn spans<const K: usize>(plan: &Plan, part: Part, batch: usize) -> [Span; K] {
    assert!(plan.slots(part).len() == K);
    let (claims, starts) = plan.place::<K>(part, batch);
    let mut spans = [Span { start: 0, len: 0 }; K];
    let mut i = 0;
    while i < K {
        let Lens { forward, kept, backward } = claims[i].lens;
        let len = match part {
            Part::Infer | Part::Forward(_) => forward,
            Part::Kept(_) => kept,
            Part::Backward(_) => backward,
        };
        spans[i] = Span { start: starts[i], len };
        i += 1;
    }
    spans
}

const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

const fn min(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
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
