//! Figures that several examples compute.

use nn_runtime::Class;

/// The number in the middle; of an even number of them the mean of both in the middle.
///
/// # Panics
///
/// If there are none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0
}

/// The highest probability from which on at least this share of the samples of a class are found.
///
/// # Panics
///
/// If there are none of the class.
pub fn operating_point<const C: usize>(
    truth: &[Class<C>],
    probabilities: &[f64],
    class: usize,
    sensitivity: f64,
) -> f64 {
    let both = truth.iter().zip(probabilities);
    let mut of_class: Vec<_> = both.filter(|(truth, _)| truth.index() == class).map(|(_, &p)| p).collect();
    of_class.sort_by(|a, b| b.total_cmp(a));
    let needed = (sensitivity * of_class.len() as f64).ceil() as usize;
    of_class[needed.max(1) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!((median(&[3.0]), median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0, 2.0, 0.0])), (3.0, 2.0, 1.5));
    }

    #[test]
    fn as_many_are_found_as_asked_for() {
        let truth = [1, 0, 1, 1, 0, 1].map(|class| Class::<2>::new(class).unwrap());
        let probabilities = [0.9, 0.95, 0.2, 0.6, 0.1, 0.8];
        let point = |sensitivity| operating_point(&truth, &probabilities, 1, sensitivity);
        assert_eq!([0.0, 0.25, 0.26, 0.75, 0.76, 1.0].map(point), [0.9, 0.9, 0.8, 0.6, 0.2, 0.2]);
    }
}
