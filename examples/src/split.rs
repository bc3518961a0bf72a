//! Cutting samples into parts that all look alike.

use nn_runtime::initializers::Rng;
use rand::seq::SliceRandom;

/// Cuts samples into parts in which each class has the same share as in all of them, at random, in random order.
///
/// `shares` are the parts' sizes relative to each other. Of each class, part boundaries are rounded to whole samples.
///
/// # Panics
///
/// If a share is negative or not finite, or none is above 0.
pub fn stratified<S, const N: usize>(
    samples: Vec<S>,
    shares: [f64; N],
    class: impl Fn(&S) -> usize,
    rng: &mut Rng,
) -> [Vec<S>; N] {
    let total: f64 = shares.iter().sum();
    let sound = shares.iter().all(|&share| share >= 0.0) && total > 0.0 && total.is_finite();
    assert!(sound, "the shares of a split must be finite and not below 0, with one above 0: {shares:?}");

    let mut classes: Vec<Vec<S>> = Vec::new();
    for sample in samples {
        let class = class(&sample);
        if classes.len() <= class {
            classes.resize_with(class + 1, Vec::new);
        }
        classes[class].push(sample);
    }

    let mut parts = [const { Vec::new() }; N];
    for mut members in classes {
        members.shuffle(rng);
        let (count, mut end) = (members.len() as f64, 0.0);
        let mut members = members.into_iter();
        let mut taken = 0;
        for (part, share) in parts.iter_mut().zip(shares) {
            end += share;
            let boundary = (count * end / total).round() as usize;
            part.extend(members.by_ref().take(boundary - taken));
            taken = boundary;
        }
    }
    parts.iter_mut().for_each(|part| part.shuffle(rng));
    parts
}

#[cfg(test)]
mod tests {
    use nn_runtime::initializers::SeedableRng;

    use super::*;

    /// 100 samples of class 0, 50 of class 1, 10 of class 3.
    fn samples() -> Vec<(usize, usize)> {
        [(0, 100), (1, 50), (3, 10)].into_iter().flat_map(|(class, n)| (0..n).map(move |i| (class, i))).collect()
    }

    fn split(seed: u64) -> [Vec<(usize, usize)>; 3] {
        stratified(samples(), [0.7, 0.1, 0.2], |s| s.0, &mut Rng::seed_from_u64(seed))
    }

    #[test]
    fn each_part_has_its_share_of_each_class() {
        let counts = split(1).map(|part| [0, 1, 3].map(|class| part.iter().filter(|s| s.0 == class).count()));
        assert_eq!(counts, [[70, 35, 7], [10, 5, 1], [20, 10, 2]]);
    }

    #[test]
    fn no_sample_is_lost_or_doubled() {
        let mut all = split(1).concat();
        all.sort_unstable();
        assert_eq!(all, samples());
    }

    #[test]
    fn a_seed_gives_its_split_again() {
        assert_eq!(split(1), split(1));
        assert_ne!(split(1), split(2));
    }

    #[test]
    #[should_panic(expected = "not below 0")]
    fn a_negative_share_is_refused() {
        stratified(samples(), [1.5, -0.5], |s| s.0, &mut Rng::seed_from_u64(1));
    }
}
