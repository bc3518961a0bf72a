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
//! * A gradient that takes the place of another one lies where that does ([`Slot::over`]).
//! * A value dies with its last reader. So `backward` writes gradients over what `forward` has left, and after one forward pass
//!   there may be one backward pass.
//!
//! What is made last is read first, so the values that are kept grow and shrink like a stack, and a network within finds free
//! memory behind what it keeps, in both passes: its memory is one slot, longer in the two steps where the network runs.

#[cfg(test)]
mod tests;

use crate::kernels::threads::costly_pieces;
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
    pub turn: u32,
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
    /// So many scalars whatever the capacity.
    Fixed(usize),
    /// The memory of [pieces](crate::kernels::threads::costly_pieces) of the samples, of which `least` are worth one.
    Pieces {
        /// The scalars of the first piece.
        first: usize,
        /// Those of each other one.
        others: usize,
        /// The samples that are worth a piece.
        least: usize,
    },
    /// Memory for some samples of each of such pieces at a time.
    Chunks {
        /// The scalars of a sample.
        sample: usize,
        /// The samples of a single piece, if there are so many.
        alone: usize,
        /// The samples of each of several pieces.
        each: usize,
        /// The samples that are worth a piece.
        least: usize,
    },
    /// The memory of a network within.
    Network(&'static Plan, Ask),
    /// The memory of equal networks one after the other.
    Blocks {
        /// That of one.
        plan: &'static Plan,
        /// What it reads.
        reads: Reads,
        /// Whether its backward pass works in place.
        in_place: bool,
        /// What it is asked for.
        ask: Ask,
        /// The scalars a sample of a value between two.
        value: usize,
        /// How many they are.
        times: usize,
    },
}

impl Size {
    /// The scalars at a capacity of `batch` samples.
    ///
    /// # Panics
    ///
    /// If it is the memory of networks within, which depends on the part of a step.
    pub const fn scalars(self, batch: usize) -> usize {
        match self {
            Self::PerSample(n) => n * batch,
            Self::Fixed(n) => n,
            Self::Pieces { first, others, least } => first + (costly_pieces(batch, least) - 1) * others,
            Self::Chunks { sample, alone, each, least } => match costly_pieces(batch, least) {
                1 => sample * min(alone, batch),
                count => sample * count * min(each, batch.div_ceil(count)),
            },
            Self::Network(..) | Self::Blocks { .. } => panic!("the memory of a network depends on the part of a step"),
        }
    }

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
    from: u32,
    /// The last step where gradients of inputs may be asked for.
    to: u32,
    /// The last step where not; `None` if it is not needed at all.
    unasked: Option<u32>,
    /// The slot in whose place it lies.
    over: Option<usize>,
}

impl Slot {
    /// A slot of `size` needed in steps `from` to `to`.
    pub const fn new(size: Size, from: u32, to: u32) -> Self {
        Self { size, from, to, unasked: Some(to), over: None }
    }

    /// The slot, needed until `to` alone where no gradients of inputs may be asked for.
    pub const fn or_until(self, to: u32) -> Self {
        Self { unasked: Some(to), ..self }
    }

    /// The slot, not needed at all where no gradients of inputs may be asked for.
    pub const fn if_asked(self) -> Self {
        Self { unasked: None, ..self }
    }

    /// The slot in the place of another of the same size, which is listed behind it and needed wherever it is: what one holds becomes what the
    /// other does.
    pub const fn over(self, slot: usize) -> Self {
        Self { over: Some(slot), ..self }
    }

    /// [`over`](Self::over), where a network within works in place.
    pub const fn over_if(self, in_place: bool, slot: usize) -> Self {
        if in_place { self.over(slot) } else { self }
    }

    /// What is asked of it, number `slot`, at a capacity of `batch` samples.
    const fn claim(&self, slot: usize, part: Part, turn: u32, batch: usize) -> Claim {
        let (asked, training) = match part {
            Part::Infer => (true, false),
            Part::Forward(asked) | Part::Kept(asked) | Part::Backward(asked) => (asked, true),
        };
        let to = match self.unasked {
            _ if asked => self.to,
            Some(to) => to,
            None => return Claim { slot, ..Claim::NOTHING },
        };
        let lens = match self.size {
            Size::PerSample(_) | Size::Fixed(_) | Size::Pieces { .. } | Size::Chunks { .. } => {
                Lens::equal(self.size.scalars(batch))
            }
            Size::Network(plan, _) | Size::Blocks { plan, .. } if !training => {
                Lens::equal(plan.len(Part::Infer, batch))
            }
            Size::Network(plan, ask) => plan.training(ask.of(asked), batch),
            Size::Blocks { plan, reads, in_place, ask, value, times } => {
                repeat::lens(plan.training(ask.of(asked), batch), reads, in_place, value * batch, times)
            }
        };
        let aligned = Lens { forward: align(lens.forward), kept: align(lens.kept), backward: align(lens.backward) };
        let kept = self.from < turn && to >= turn;
        let even = !kept || lens.forward == lens.kept && lens.backward == lens.kept;
        Claim { from: self.from, to, kept, len: lens.during(part), aligned, even, slot, ..Claim::NOTHING }
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

    /// Those of one part; inference is like a forward pass.
    const fn during(&self, part: Part) -> usize {
        match part {
            Part::Infer | Part::Forward(_) => self.forward,
            Part::Kept(_) => self.kept,
            Part::Backward(_) => self.backward,
        }
    }
}

/// The time and the length of a slot, both known, and then its place.
#[derive(Clone, Copy)]
struct Claim {
    from: u32,
    to: u32,
    /// Alive across the turn.
    kept: bool,
    /// Of one length throughout.
    even: bool,
    /// Which slot it is.
    slot: usize,
    /// Its length during the part that is asked for.
    len: usize,
    /// All its lengths, with what makes them multiples of [`ALIGN`].
    aligned: Lens,
    /// Where it lies.
    start: usize,
    /// Of one that is kept.
    stack: Stacked,
}

/// What a slot that lives across the turn has in common with those below it, or above. These are placed first. They all meet there, so each
/// lies behind the one before; the compiler counts how long it computes, so what is known of many of them at once is not found out one by one.
#[derive(Clone, Copy)]
struct Stacked {
    /// Behind this one and those below, and the steps in which all of these are alive.
    top: usize,
    from: u32,
    to: u32,
    /// The steps in which this one or any above it is alive.
    first_from: u32,
    last_to: u32,
}

impl Claim {
    const NOTHING: Self = Self {
        from: u32::MAX,
        to: 0,
        kept: false,
        even: true,
        slot: 0,
        len: 0,
        aligned: Lens::equal(0),
        start: 0,
        stack: Stacked { top: 0, from: 0, to: u32::MAX, first_from: u32::MAX, last_to: 0 },
    };

    /// Its length in one step of its life, aligned: that of a pass where the pass is in it, at the ends.
    const fn len(&self, step: u32) -> usize {
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
        max(self.aligned.forward, self.aligned.backward)
    }

    /// Lives as long as `other`, which lies over it, too; that need not be placed any more.
    const fn carry(&mut self, other: &mut Self) {
        self.from = if other.from < self.from { other.from } else { self.from };
        self.to = if other.to > self.to { other.to } else { self.to };
        *other = Self { slot: other.slot, len: other.len, ..Self::NOTHING };
    }

    /// Whether it is placed before one that is listed before it.
    const fn precedes(&self, other: &Self) -> bool {
        match (self.kept, other.kept) {
            (false, false) => self.longest() > other.longest(),
            (kept, _) => kept && !other.kept,
        }
    }

    /// Where `other` ends in the first or the last step that both live in, if this one at `start` meets it there. In between, neither is
    /// longer.
    const fn meets(&self, start: usize, other: &Self) -> Option<usize> {
        let at = other.start;
        if self.even && other.even {
            // Most are; the compiler counts how long it computes.
            let end = at + other.aligned.forward;
            return if start < end && at < start + self.aligned.forward { Some(end) } else { None };
        }
        let first = if self.from > other.from { self.from } else { other.from };
        let last = if self.to < other.to { self.to } else { other.to };
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
        self.ends(part, batch).during(part)
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
    const fn turn(&self, part: Part) -> u32 {
        if matches!(part, Part::Infer) { u32::MAX } else { self.turn }
    }

    /// Where the slots end that each part of a step needs.
    const fn ends(&self, part: Part, batch: usize) -> Lens {
        // Networks within are planned meanwhile, so what is not needed should not lie on the stack.
        match self.slots(part).len() {
            0..=32 => self.ends_of::<32>(part, batch),
            33..=256 => self.ends_of::<256>(part, batch),
            _ => self.ends_of::<MAX_SLOTS>(part, batch),
        }
    }

    /// [`ends`](Self::ends) of `K` slots at most.
    const fn ends_of<const K: usize>(&self, part: Part, batch: usize) -> Lens {
        let len = self.slots(part).len();
        assert!(len <= K, "a network has more layers than its memory can be planned for");
        let mut claims = [Claim::NOTHING; K];
        self.place(part, batch, claims.split_at_mut(len).0)
    }

    /// First fit: each slot goes to the lowest place that no slot alive in the same step holds. At inference as they are listed; in
    /// training those that live across the turn first, then the others, the longest first. Returns where they end.
    ///
    /// There is one of `claims` for each slot; they are put in that order.
    const fn place(&self, part: Part, batch: usize, claims: &mut [Claim]) -> Lens {
        self.claim(part, batch, claims);
        let (count, turn) = (claims.len(), self.turn(part));
        let (mut ends, mut stack, mut next) = (Lens::equal(0), Stack::NOTHING, 0);
        while next < count {
            if claims[next].kept {
                stack.push(claims, next);
            } else {
                if next == stack.count {
                    stack.close(claims);
                }
                let (bound, first) = stack.bound(claims, &claims[next]);
                claims[next].start = rise(claims, next, bound, first);
            }
            let Claim { from, to, kept, aligned, start, .. } = &claims[next];
            if *kept {
                ends.kept = max(ends.kept, *start + aligned.kept);
            }
            if *from < turn {
                ends.forward = max(ends.forward, *start + aligned.forward);
            }
            if *to >= turn {
                ends.backward = max(ends.backward, *start + aligned.backward);
            }
            next += 1;
        }
        Lens { forward: max(ends.forward, ends.kept), kept: ends.kept, backward: max(ends.backward, ends.kept) }
    }

    /// What the slots ask for, in the order in which they are placed.
    const fn claim(&self, part: Part, batch: usize, claims: &mut [Claim]) {
        let (slots, mut i) = (self.slots(part), 0);
        while i < slots.len() {
            claims[i] = slots[i].claim(i, part, self.turn(part), batch);
            i += 1;
        }
        i = 0;
        while i < slots.len() {
            if let Some(under) = slots[i].over {
                let (before, behind) = claims.split_at_mut(under);
                behind[0].carry(&mut before[i]);
            }
            i += 1;
        }
        i = if matches!(part, Part::Infer) { slots.len() } else { 0 };
        while i < slots.len() {
            let (claim, mut at) = (claims[i], i);
            while at > 0 && claim.precedes(&claims[at - 1]) {
                claims[at] = claims[at - 1];
                at -= 1;
            }
            claims[at] = claim;
            i += 1;
        }
    }
}

/// The slots that live across the turn.
struct Stack {
    count: usize,
    /// How many lie there without a gap.
    gapless: usize,
    /// The first of them whose length changes; `usize::MAX` if there is none.
    uneven: usize,
}

impl Stack {
    const NOTHING: Self = Self { count: 0, gapless: 0, uneven: usize::MAX };

    /// Places the next one.
    const fn push(&mut self, claims: &mut [Claim], next: usize) {
        let below = if next == 0 { Claim::NOTHING.stack } else { claims[next - 1].stack };
        // Only where lengths change can it meet one that ends below.
        let first = if claims[next].even { min(self.uneven, next) } else { 0 };
        let start = rise(claims, next, below.top, first);
        let Claim { from, to, even, aligned, .. } = claims[next];
        claims[next].start = start;
        claims[next].stack = Stacked {
            top: max(below.top, start + aligned.kept),
            from: if from > below.from { from } else { below.from },
            to: if to < below.to { to } else { below.to },
            ..below
        };
        if start == below.top && self.gapless == next {
            self.gapless = next + 1;
        }
        if !even && self.uneven == usize::MAX {
            self.uneven = next;
        }
        self.count = next + 1;
    }

    /// Once all have their places.
    const fn close(&self, claims: &mut [Claim]) {
        let (mut at, mut from, mut to) = (self.count, u32::MAX, 0);
        while at > 0 {
            at -= 1;
            let claim = &mut claims[at];
            from = if claim.from < from { claim.from } else { from };
            to = if claim.to > to { claim.to } else { to };
            (claim.stack.first_from, claim.stack.last_to) = (from, to);
        }
    }

    /// Where a slot that lives on one side of the turn may lie at the lowest: behind those, from the first one on, that are all alive with it. And the
    /// first of those that it may meet besides.
    const fn bound(&self, claims: &[Claim], claim: &Claim) -> (usize, usize) {
        let (mut alive, mut beyond) = (0, self.gapless + 1);
        while alive + 1 < beyond {
            let middle = (alive + beyond) / 2;
            let all = &claims[middle - 1].stack;
            if all.from <= claim.to && all.to >= claim.from {
                alive = middle;
            } else {
                beyond = middle;
            }
        }
        let bound = if alive == 0 { 0 } else { claims[alive - 1].stack.top };
        let meets_others = alive < self.count
            && claims[alive].stack.first_from <= claim.to
            && claims[alive].stack.last_to >= claim.from;
        let first = if meets_others { alive } else { self.count };
        (bound, min(first, self.uneven))
    }
}

/// The lowest place from `start` on for number `this` of the claims beside those that are placed before it, from number `first` on.
///
/// What it meets it has to lie behind, so the order in which they are asked does not matter.
const fn rise(claims: &[Claim], this: usize, mut start: usize, first: usize) -> usize {
    let (claim, mut moved) = (&claims[this], true);
    while moved {
        moved = false;
        let mut i = first;
        while i < this {
            let other = &claims[i];
            if claim.from <= other.to && other.from <= claim.to {
                // It may meet the same one in another step.
                while let Some(end) = claim.meets(start, other) {
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
    let mut claims = [Claim::NOTHING; K];
    plan.place(part, batch, &mut claims);
    let mut spans = [Span { start: 0, len: 0 }; K];
    let mut i = 0;
    while i < K {
        let Claim { slot, start, len, .. } = claims[i];
        spans[slot] = Span { start, len };
        i += 1;
    }
    // What one lies over may lie over another one, which is listed behind it.
    while i > 0 {
        i -= 1;
        if let Some(under) = plan.slots(part)[i].over {
            spans[i].start = spans[under].start;
        }
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
