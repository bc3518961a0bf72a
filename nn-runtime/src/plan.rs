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
        let (mut stack, mut starts, mut next) = (Stack::new(), [0; K], 0);
        while next < slots.len() {
            let this = order[next];
            if claims[this].kept {
                starts[this] = stack.lowest(&claims, &starts, &order, this);
                stack.push(&claims[this], starts[this], next);
            } else {
                if next == stack.count {
                    stack.close(&claims, &order);
                }
                let (bound, first) = stack.bound(&claims[this]);
                starts[this] = rise(&claims, &starts, &order, this, bound, first, next);
            }
            next += 1;
        }
        (claims, starts)
    }
}

/// The slots that live across the turn, which are placed first. They all meet there, so each lies behind the one before; the compiler counts how long
/// it computes, so what is known of many of them at once is not found out one by one.
struct Stack<const K: usize> {
    count: usize,
    /// Behind the first so many, and the steps in which all of these are alive.
    tops: [usize; K],
    froms: [usize; K],
    tos: [usize; K],
    /// The steps in which any of the others is alive.
    first_from: [usize; K],
    last_to: [usize; K],
    /// How many lie there without a gap.
    gapless: usize,
    /// The first of them whose length changes; `K` if there is none.
    uneven: usize,
}

impl<const K: usize> Stack<K> {
    const fn new() -> Self {
        Self {
            count: 0,
            tops: [0; K],
            froms: [0; K],
            tos: [0; K],
            first_from: [0; K],
            last_to: [0; K],
            gapless: 0,
            uneven: K,
        }
    }

    /// The place of the next one, which is number `this`.
    const fn lowest(&self, claims: &[Claim; K], starts: &[usize; K], order: &[usize; K], this: usize) -> usize {
        let top = if self.count == 0 { 0 } else { self.tops[self.count - 1] };
        // Only where lengths change can it meet one that ends below.
        let first = if claims[this].even { min(self.uneven, self.count) } else { 0 };
        rise(claims, starts, order, this, top, first, self.count)
    }

    const fn push(&mut self, claim: &Claim, start: usize, at: usize) {
        let (top, from, to) = match at {
            0 => (0, 0, usize::MAX),
            _ => (self.tops[at - 1], self.froms[at - 1], self.tos[at - 1]),
        };
        self.tops[at] = max(top, start + claim.aligned.kept);
        (self.froms[at], self.tos[at]) = (max(from, claim.from), min(to, claim.to));
        if start == top && self.gapless == at {
            self.gapless = at + 1;
        }
        if !claim.even && self.uneven == K {
            self.uneven = at;
        }
        self.count = at + 1;
    }

    /// Once all have their places.
    const fn close(&mut self, claims: &[Claim; K], order: &[usize; K]) {
        let (mut at, mut from, mut to) = (self.count, usize::MAX, 0);
        while at > 0 {
            at -= 1;
            (from, to) = (min(from, claims[order[at]].from), max(to, claims[order[at]].to));
            (self.first_from[at], self.last_to[at]) = (from, to);
        }
    }

    /// Where a slot that lives on one side of the turn may lie at the lowest: behind those, from the first one on, that are all alive with it. And the
    /// first of those that it may meet besides.
    const fn bound(&self, claim: &Claim) -> (usize, usize) {
        let (mut alive, mut beyond) = (0, self.gapless + 1);
        while alive + 1 < beyond {
            let middle = (alive + beyond) / 2;
            if self.froms[middle - 1] <= claim.to && self.tos[middle - 1] >= claim.from {
                alive = middle;
            } else {
                beyond = middle;
            }
        }
        let bound = if alive == 0 { 0 } else { self.tops[alive - 1] };
        let meets_others =
            alive < self.count && self.first_from[alive] <= claim.to && self.last_to[alive] >= claim.from;
        let first = if meets_others { alive } else { self.count };
        (bound, min(first, self.uneven))
    }
}

/// The lowest place from `start` on for slot `this` beside those that are placed as number `first` to `count`.
///
/// What it meets it has to lie behind, so the order in which they are asked does not matter.
const fn rise<const K: usize>(
    claims: &[Claim; K],
    starts: &[usize; K],
    order: &[usize; K],
    this: usize,
    mut start: usize,
    first: usize,
    count: usize,
) -> usize {
    let (claim, mut moved) = (&claims[this], true);
    while moved {
        moved = false;
        let mut i = first;
        while i < count {
            let other = order[i];
            if claim.from <= claims[other].to && claims[other].from <= claim.to {
                // It may meet the same one in another step.
                while let Some(end) = claim.meets(start, &claims[other], starts[other]) {
                    (start, moved) = (end, true);
                }
            }
            i += 1;
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
pub const MAX_SLOTS: usize = 2048;

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
