//! Where slots lie: by hand, and whatever they are.

use proptest::prelude::*;

use super::*;

const SLOTS: &[Slot] = &[
    Slot::new(Size::PerSample(10), 0, 1),
    Slot::new(Size::PerSample(20), 1, 2),
    Slot::new(Size::PerSample(5), 2, 3),
    Slot::new(Size::Fixed(3), 0, 3),
    Slot::new(Size::Chunk(7, 4), 3, 3),
];
const PLAN: Plan = Plan { infer: SLOTS, saved: &[], forward: &[], backward: &[], training: 0 };

#[test]
fn slots_of_separate_lives_share_storage() {
    let at = spans::<5>(SLOTS, 8);
    assert_eq!(at[0], Span { start: 0, len: 80 });
    assert_eq!(at[1], Span { start: 80, len: 160 });
    assert_eq!(at[2], Span { start: 0, len: 40 });
    assert_eq!(at[3], Span { start: 240, len: 3 });
    assert_eq!(at[4], Span { start: 48, len: 28 });
    assert_eq!(SLOTS[4].len(3), 21);
    assert_eq!(PLAN.len(Part::Infer, 8), 256);
}

#[test]
fn slots_of_one_operation_are_disjoint_slices() {
    let at = spans::<5>(SLOTS, 8);
    let mut memory = [0.0f32; 256];
    let [a, b, c] = slots(&mut memory, [at[0], at[1], at[3]]);
    a.fill(1.0);
    b.fill(2.0);
    c.fill(3.0);
    assert_eq!(memory[79], 1.0);
    assert_eq!(memory[239], 2.0);
    assert_eq!(memory[242], 3.0);
}

fn slot() -> impl Strategy<Value = Slot> {
    let size = prop_oneof![
        (0usize..40).prop_map(Size::PerSample),
        (0usize..90).prop_map(Size::Fixed),
        (0usize..40, 1usize..4).prop_map(|(n, most)| Size::Chunk(n, most)),
    ];
    (size, 0usize..8, 0usize..4).prop_map(|(size, from, steps)| Slot::new(size, from, from + steps))
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore = "nothing unsafe")]
    fn any_plan_is_sound_and_tight(slots in prop::array::uniform12(slot()), batch in 1usize..6) {
        let at: [Span; 12] = spans(&slots, batch);
        for (i, (slot, span)) in slots.iter().zip(&at).enumerate() {
            prop_assert_eq!(span.len, slot.len(batch));
            prop_assert_eq!(span.start % ALIGN, 0);
            for (other, taken) in slots[..i].iter().zip(&at) {
                let together = slot.from <= other.to && other.from <= slot.to;
                let apart = span.start + span.len <= taken.start || taken.start + taken.len <= span.start;
                prop_assert!(apart || !together, "{span:?} of {slot:?} meets {taken:?} of {other:?}");
            }
        }
        let end = end(&slots, batch);
        let sum = |alive: &dyn Fn(&Slot) -> bool| -> usize {
            slots.iter().filter(|slot| alive(slot)).map(|slot| align(slot.len(batch))).sum()
        };
        prop_assert!(at.iter().all(|span| span.start + span.len <= end));
        prop_assert!(end <= sum(&|_| true));
        for step in 0..12 {
            prop_assert!(end >= sum(&|slot| (slot.from..=slot.to).contains(&step)), "at step {step}");
        }
    }
}
