//! Where slots lie: by hand, and whatever they are.

use std::vec::Vec;

use proptest::prelude::*;

use super::*;

/// A plan for inference alone.
const fn infer(slots: &'static [Slot]) -> Plan {
    Plan { infer: slots, train: &[], turn: 0 }
}

/// A plan for training alone.
const fn train(slots: &'static [Slot], turn: u32) -> Plan {
    Plan { infer: &[], train: slots, turn }
}

const INFER: Plan = infer(&[
    Slot::new(Size::PerSample(10), 0, 1),
    Slot::new(Size::PerSample(20), 1, 2),
    Slot::new(Size::PerSample(5), 2, 3),
    Slot::new(Size::Fixed(3), 0, 3),
    Slot::new(Size::Chunks { sample: 7, alone: 4, each: 2, least: 100 }, 3, 3),
]);

#[test]
fn slots_of_separate_lives_share_storage() {
    let at = spans::<5>(&INFER, Part::Infer, 8);
    assert_eq!(at[0], Span { start: 0, len: 80 });
    assert_eq!(at[1], Span { start: 80, len: 160 });
    assert_eq!(at[2], Span { start: 0, len: 40 });
    assert_eq!(at[3], Span { start: 240, len: 3 });
    assert_eq!(at[4], Span { start: 48, len: 28 });
    assert_eq!(spans::<5>(&INFER, Part::Infer, 3)[4].len, 21);
    assert_eq!(INFER.len(Part::Infer, 8), 256);
}

#[test]
fn slots_of_one_operation_are_disjoint_slices() {
    let at = spans::<5>(&INFER, Part::Infer, 8);
    let mut memory = [0.0f32; 256];
    let [a, b, c] = slots(&mut memory, [at[0], at[1], at[3]]);
    a.fill(1.0);
    b.fill(2.0);
    c.fill(3.0);
    assert_eq!(memory[79], 1.0);
    assert_eq!(memory[239], 2.0);
    assert_eq!(memory[242], 3.0);
}

/// Two layers, each of which keeps what it gives, and gradients of both.
const LAYERS: Plan = train(
    &[
        Slot::new(Size::PerSample(32), 0, 3),
        Slot::new(Size::PerSample(16), 1, 2),
        Slot::new(Size::PerSample(32), 2, 3),
        Slot::new(Size::PerSample(16), 1, 1),
        Slot::new(Size::PerSample(16), 3, 3).if_asked(),
    ],
    2,
);

#[test]
fn gradients_take_the_place_of_values_that_were_read() {
    let at = spans::<5>(&LAYERS, Part::Backward(true), 1);
    // The gradient of the first value beside what is read with it; that of the input, a step later, where the second value was.
    assert_eq!(at.map(|span| span.start), [0, 32, 48, 48, 32]);
    let lens = |asked| [Part::Forward(asked), Part::Kept(asked), Part::Backward(asked)].map(|part| LAYERS.len(part, 1));
    assert_eq!((lens(true), lens(false)), ([64, 48, 80], [64, 48, 80]));
}

/// Gradients of three values, of which one takes the place of another, and a third that of this one.
const IN_PLACE: Plan = train(
    &[
        Slot::new(Size::PerSample(16), 0, 7),
        Slot::new(Size::PerSample(32), 6, 7).if_asked().over(3),
        Slot::new(Size::PerSample(16), 5, 6),
        Slot::new(Size::PerSample(32), 5, 6).over(4),
        Slot::new(Size::PerSample(32), 4, 5),
        Slot::new(Size::PerSample(32), 7, 7),
    ],
    4,
);

#[test]
fn gradients_take_the_place_of_gradients() {
    let starts = |asked| spans::<6>(&IN_PLACE, Part::Backward(asked), 1).map(|span| span.start);
    // The last slot lies beside the third of them, or in the place of all if nobody asks for that one.
    assert_eq!((starts(true), starts(false)), ([0, 16, 48, 16, 16, 48], [0, 16, 48, 16, 16, 16]));
    let lens = |asked| spans::<6>(&IN_PLACE, Part::Backward(asked), 1).map(|span| span.len);
    assert_eq!((lens(true), lens(false)), ([16, 32, 16, 32, 32, 32], [16, 0, 16, 32, 32, 32]));
    assert_eq!((IN_PLACE.len(Part::Backward(true), 1), IN_PLACE.len(Part::Backward(false), 1)), (80, 64));
}

/// A network within, the second of three nodes.
const NESTED: Plan = train(
    &[
        Slot::new(Size::PerSample(16), 0, 5),
        Slot::new(Size::Network(&LAYERS, Ask::Always), 1, 4),
        Slot::new(Size::PerSample(32), 2, 3),
        Slot::new(Size::PerSample(16), 3, 4),
    ],
    3,
);

#[test]
fn a_network_within_finds_free_memory_behind_what_it_keeps() {
    let forward = spans::<4>(&NESTED, Part::Forward(false), 1);
    assert_eq!(forward[1], Span { start: 16, len: 64 });
    // In the place of what the network needed in its forward pass alone.
    assert_eq!(forward[2], Span { start: 64, len: 32 });
    let backward = spans::<4>(&NESTED, Part::Backward(false), 1);
    // Over what came behind it, up to the gradient that it is given.
    assert_eq!(backward[1], Span { start: 16, len: 80 });
    assert_eq!(backward[3], Span { start: 96, len: 16 });
    assert_eq!((NESTED.len(Part::Kept(false), 1), NESTED.len(Part::Backward(false), 1)), (96, 112));
}

/// Values that only gradients of inputs need.
const FROZEN: Plan = train(
    &[
        Slot::new(Size::PerSample(16), 0, 5).or_until(1),
        Slot::new(Size::PerSample(16), 1, 4).or_until(2),
        Slot::new(Size::PerSample(16), 2, 3),
        Slot::new(Size::PerSample(16), 4, 5).if_asked(),
    ],
    3,
);

#[test]
fn what_gradients_of_inputs_need_is_kept_where_they_may_be_asked_for() {
    assert_eq!((FROZEN.len(Part::Kept(true), 1), FROZEN.len(Part::Kept(false), 1)), (48, 16));
    assert_eq!(spans::<4>(&FROZEN, Part::Backward(false), 1).map(|span| span.len), [16, 16, 16, 0]);
    assert_eq!(FROZEN.len(Part::Backward(false), 1), 16);
}

/// The slots of so many layers in a row that keep what they give, and of its gradients.
const fn layers<const SLOTS: usize>() -> [Slot; SLOTS] {
    let (mut slots, layers, mut i) = ([Slot::new(Size::PerSample(16), 0, 0); SLOTS], SLOTS / 2, 0);
    while i < layers {
        let (step, end) = (i as u32, 2 * layers as u32 - 1 - i as u32);
        slots[i] = Slot::new(Size::PerSample(16), step, end);
        // The gradient of what a layer gives comes from the one behind it.
        slots[layers + i] = Slot::new(Size::PerSample(16), end, end + 1);
        i += 1;
    }
    slots
}

const LAYERS_OF_DEEP: usize = 500;
const DEEP: Plan = train(&layers::<{ 2 * LAYERS_OF_DEEP }>(), LAYERS_OF_DEEP as u32);
const LENS_OF_DEEP: Lens =
    Lens { forward: 16 * LAYERS_OF_DEEP, kept: 16 * LAYERS_OF_DEEP, backward: 16 * (LAYERS_OF_DEEP + 1) };

/// That of a deep network is made before the compiler thinks that it never ends.
#[test]
fn deep_networks_are_planned() {
    const LENS: Lens = DEEP.training(false, 1);
    assert_eq!(LENS, LENS_OF_DEEP);
}

/// A network within, the only node.
const fn within(plan: &'static Plan) -> [Slot; 1] {
    [Slot::new(Size::Network(plan, Ask::Always), 0, 1)]
}

/// Also where it is not the compiler that plans, one within another.
#[test]
#[cfg(feature = "std")]
fn planning_takes_little_of_a_stack() {
    const INNER: Plan = train(&within(&DEEP), 1);
    const OUTER: Plan = train(&within(&INNER), 1);
    let planned = std::thread::Builder::new().stack_size(512 << 10).spawn(|| OUTER.training(false, 1));
    assert_eq!(planned.unwrap().join().unwrap(), LENS_OF_DEEP);
}

const STEPS: u32 = 8;

fn reads() -> impl Strategy<Value = Reads> {
    const BOTH: [bool; 2] = [false, true];
    let one = || prop_oneof![Just(&BOTH[..1]), Just(&BOTH[1..])];
    (one(), one()).prop_map(|(inputs, outputs)| Reads { inputs, outputs })
}

fn size() -> impl Strategy<Value = Size> {
    let ask = prop_oneof![Just(Ask::Always), Just(Ask::AsCaller)];
    prop_oneof![
        4 => (0usize..40).prop_map(Size::PerSample),
        4 => (0usize..90).prop_map(Size::Fixed),
        1 => (0usize..40, 1usize..4, 1usize..4, 1usize..4).prop_map(|(sample, alone, each, least)| Size::Chunks { sample, alone, each, least }),
        1 => (0usize..40, 0usize..40, 1usize..4).prop_map(|(first, others, least)| Size::Pieces { first, others, least }),
        1 => (prop_oneof![Just(&LAYERS), Just(&NESTED), Just(&FROZEN)], ask.clone()).prop_map(|(plan, ask)| Size::Network(plan, ask)),
        1 => (reads(), any::<bool>(), ask, 1usize..30, 1usize..5).prop_map(|(reads, in_place, ask, value, times)| {
            Size::Blocks { plan: &LAYERS, reads, in_place, ask, value, times }
        }),
    ]
}

/// A slot that lives across the turn as values and networks within do, or within one pass.
fn slot() -> impl Strategy<Value = Slot> {
    (size(), 0..STEPS, 0..STEPS, 0..4).prop_map(|(size, a, b, kind)| {
        let nested = matches!(size, Size::Network(..) | Size::Blocks { .. });
        let (first, last) = (a.min(b), a.max(b));
        let slot = match kind {
            _ if nested => Slot::new(size, a, 2 * STEPS - 1 - a),
            0 => Slot::new(size, first, 2 * STEPS - 1 - last),
            1 => Slot::new(size, first, last),
            _ => Slot::new(size, STEPS + first, STEPS + last),
        };
        match kind {
            2 => slot.or_until(slot.from.max(last)),
            3 if !nested => slot.if_asked(),
            _ => slot,
        }
    })
}

/// Slots of which some lie over one that is listed behind them.
fn in_places(mut slots: Vec<Slot>, over: &[Option<prop::sample::Index>]) -> &'static [Slot] {
    let plain = |slot: &Slot| matches!(slot.size, Size::PerSample(_)) && slot.from >= STEPS;
    for (i, index) in over.iter().enumerate().rev() {
        let always = |slot: &Slot| plain(slot) && slot.unasked.is_some();
        let behind: Vec<_> = (i + 1..slots.len()).filter(|&j| always(&slots[j])).collect();
        if let (Some(index), true, false) = (index, plain(&slots[i]), behind.is_empty()) {
            let under = *index.get(&behind);
            slots[i] = Slot { size: slots[under].size, ..slots[i] }.over(under);
        }
    }
    slots.leak()
}

/// The slot in whose place one lies in the end.
fn lowest(slots: &[Slot], slot: usize) -> usize {
    slots[slot].over.map_or(slot, |under| lowest(slots, under))
}

/// What is alive in a step, where, how long, and in the place of which slot.
fn alive(claims: &[Claim], slots: &[Slot], step: u32) -> impl Iterator<Item = (usize, usize, usize)> + Clone {
    let alive = claims.iter().filter(move |claim| (claim.from..=claim.to).contains(&step));
    alive.map(move |claim| (claim.start, claim.len(step), lowest(slots, claim.slot)))
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore = "nothing unsafe")]
    fn any_plan_is_sound(
        slots in prop::collection::vec(slot(), 12),
        over in prop::collection::vec(any::<Option<prop::sample::Index>>(), 12),
        asked: bool,
        batch in 1usize..6,
    ) {
        let slots = in_places(slots, &over);
        let (plan, part) = (train(slots, STEPS), Part::Kept(asked));
        let (lens, starts) = (plan.training(asked, batch), spans::<12>(&plan, part, batch));
        // As they ask for themselves, whatever they lie over.
        let claim = |(i, slot): (usize, &Slot)| Claim { start: starts[i].start, ..slot.claim(i, part, STEPS, batch) };
        let claims: Vec<_> = slots.iter().enumerate().map(claim).collect();
        for step in 0..2 * STEPS {
            let end = if step < STEPS { lens.forward } else { lens.backward };
            for (i, (start, len, place)) in alive(&claims, slots, step).enumerate() {
                prop_assert_eq!(start % ALIGN, 0);
                prop_assert!(start + len <= end, "outside in step {step}");
                for (other, taken, its) in alive(&claims, slots, step).skip(i + 1) {
                    let apart = start + len <= other || other + taken <= start;
                    prop_assert!(if its == place { start == other } else { apart }, "two slots overlap in step {step}");
                }
            }
        }
        prop_assert!(claims.iter().filter(|claim| claim.kept).all(|claim| claim.start + claim.aligned.kept <= lens.kept));
        prop_assert!(lens.kept <= lens.forward.min(lens.backward));
    }
}
