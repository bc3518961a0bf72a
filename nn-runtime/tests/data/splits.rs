//! Whatever a data set is cut into, nothing is lost and nothing comes twice.

use nn_runtime::Class;
use nn_runtime::data::{DataError, Dataset};
use proptest::prelude::*;

/// Samples whose input is their number, of these classes.
fn numbered(classes: &[usize]) -> Dataset<f64, Class<4>> {
    let inputs: Vec<_> = (0..classes.len()).map(|i| i as f64).collect();
    let targets: Vec<_> = classes.iter().map(|&class| Class::new(class).unwrap()).collect();
    let weights: Vec<_> = inputs.iter().map(|i| i + 0.5).collect();
    Dataset::new(inputs, targets).unwrap().weighted(weights).unwrap()
}

/// The numbers of the samples, which still have their targets and weights.
fn numbers(classes: &[usize], parts: &[&Dataset<f64, Class<4>>]) -> Vec<usize> {
    let mut numbers = Vec::new();
    for part in parts {
        for ((&x, y), &weight) in part.iter().zip(part.weights().unwrap()) {
            assert_eq!((y.index(), weight), (classes[x as usize], x + 0.5));
            numbers.push(x as usize);
        }
    }
    numbers.sort_unstable();
    numbers
}

fn classes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0_usize..4, 0..60)
}

proptest! {
    #[test]
    fn a_split_has_every_sample_once(classes in classes(), shares in prop::array::uniform3(0.0..1.0), seed: u64) {
        let [a, b, c] = shares;
        let data = numbered(&classes);
        for stratified in [false, true] {
            let shares = (a, b, c + 0.01);
            let cut = || if stratified { data.split_stratified(shares, seed) } else { data.split(shares, seed) };
            let (x, y, z) = cut().unwrap();
            prop_assert_eq!(numbers(&classes, &[&x, &y, &z]), (0..classes.len()).collect::<Vec<_>>());
            prop_assert_eq!((x.clone(), y.clone(), z.clone()), cut().unwrap());

            let total = a + b + c + 0.01;
            for (part, share) in [(&x, a), (&y, b), (&z, c + 0.01)] {
                let near = |count: usize, of: usize| (count as f64 - of as f64 * share / total).abs() <= 1.0;
                if stratified {
                    let (of_part, of_all) = (part.class_counts(), data.class_counts());
                    prop_assert!((0..4).all(|class| near(of_part[class], of_all[class])));
                } else {
                    prop_assert!(near(part.len(), data.len()));
                }
            }
        }
    }

    #[test]
    fn each_sample_is_in_one_fold(classes in classes(), k in 2_usize..8, seed: u64) {
        let data = numbered(&classes);
        for stratified in [false, true] {
            let folds = if stratified { data.k_folds_stratified(k, seed) } else { data.k_folds(k, seed) };
            let least = data.class_counts().into_iter().filter(|&count| count > 0).min();
            if if stratified { least.is_none_or(|least| least < k) } else { data.len() < k } {
                prop_assert!(folds.is_err());
                continue;
            }
            let folds = folds.unwrap();
            prop_assert_eq!(folds.len(), k);
            let folds: Vec<_> = folds.collect();
            let valid: Vec<_> = folds.iter().map(|(_, valid)| valid).collect();
            prop_assert_eq!(numbers(&classes, &valid), (0..classes.len()).collect::<Vec<_>>());
            for (train, valid) in &folds {
                prop_assert_eq!(numbers(&classes, &[train, valid]), (0..classes.len()).collect::<Vec<_>>());
            }
            let differ = |sizes: Vec<usize>| sizes.iter().max().unwrap() - sizes.iter().min().unwrap();
            prop_assert!(differ(valid.iter().map(|valid| valid.len()).collect()) <= 1);
            if stratified {
                for class in 0..4 {
                    prop_assert!(differ(valid.iter().map(|valid| valid.class_counts()[class]).collect()) <= 1);
                }
            }
        }
    }

    #[test]
    fn arranging_keeps_samples_whole(classes in classes(), count in 0_usize..70, seed: u64) {
        let data = numbered(&classes);
        let all: Vec<_> = (0..classes.len()).collect();
        prop_assert_eq!(numbers(&classes, &[&data.shuffled(seed)]), &all[..]);
        prop_assert_eq!(numbers(&classes, &[&data.take(count)]), &all[..count.min(all.len())]);
        let (even, odd) = (data.filter(|x, _| x % 2.0 == 0.0), data.filter(|x, _| x % 2.0 != 0.0));
        prop_assert_eq!(numbers(&classes, &[&even.concat(&odd).unwrap()]), all);

        let counts: Vec<_> = data.class_counts().into_iter().filter(|&count| count > 0).collect();
        for (balanced, size) in [
            (data.oversampled(seed), counts.iter().max().copied()),
            (data.undersampled(seed), counts.iter().min().copied()),
        ] {
            let expected = data.class_counts().map(|count| if count == 0 { 0 } else { size.unwrap() });
            prop_assert_eq!(balanced.class_counts(), expected);
            numbers(&classes, &[&balanced]);
        }
        let all_in = numbers(&classes, &[&data.oversampled(seed)]);
        prop_assert!((0..classes.len()).all(|i| all_in.contains(&i)), "every sample is used");
    }
}

#[test]
fn each_sample_may_be_left_out_once() {
    let data = numbered(&[0, 1, 2]);
    let left_out: Vec<_> = data.k_folds(3, 1).unwrap().map(|(train, valid)| (train.len(), valid.len())).collect();
    assert_eq!(left_out, [(2, 1); 3]);
}

#[test]
fn the_order_is_another_for_another_seed() {
    let data = numbered(&[0; 40]);
    assert_eq!(data.shuffled(1), data.shuffled(1));
    assert_ne!(data.shuffled(1), data.shuffled(2));
    assert_ne!(data.split((1.0, 1.0), 1), data.split((1.0, 1.0), 2));
}

#[test]
fn one_sample_and_none_can_be_split() {
    let (a, b) = numbered(&[3]).split_stratified((0.4, 0.6), 1).unwrap();
    assert_eq!((a.len(), b.len()), (0, 1));
    let (a, b) = numbered(&[]).split((0.4, 0.6), 1).unwrap();
    assert!(a.is_empty() && b.is_empty());
    assert!(numbered(&[]).oversampled(1).is_empty());
}

#[test]
fn every_refusal_says_what_is_wrong() {
    fn message<T>(result: Result<T, DataError>) -> String {
        result.err().expect("an error").to_string()
    }
    let data = numbered(&[0, 0, 0, 2]);
    for shares in [(1.0, -0.1), (0.0, 0.0), (f64::NAN, 1.0), (f64::INFINITY, 1.0)] {
        assert_eq!(
            message(data.split(shares, 1)),
            format!(
                "the shares of a split must be finite and not below 0, with one above 0: {:?}",
                [shares.0, shares.1]
            )
        );
        assert_eq!(message(data.split_stratified(shares, 1)), message(data.split(shares, 1)));
    }
    let folds = "4 samples do not make 5 folds: it takes at least 2 folds, and a sample for each";
    assert_eq!(message(data.k_folds(5, 1)), folds);
    assert_eq!(message(data.k_folds(1, 1)), folds.replace("make 5", "make 1"));
    assert_eq!(message(data.k_folds(0, 1)), folds.replace("make 5", "make 0"));
    assert_eq!(message(numbered(&[]).k_folds_stratified(2, 1)), folds.replace('4', "0").replace("make 5", "make 2"));
    assert_eq!(message(data.k_folds_stratified(3, 1)), "class 2 has 1 samples, too few for 3 folds that have one each");
    let named = data.clone().with_class_names(["a", "b", "c", "d"]).unwrap();
    assert!(message(data.concat(&named)).starts_with("the data sets cannot be joined: "));
    assert_eq!(message(data.map_inputs(|x| 1.0 / x)), "input 0 of sample 0 is inf, but must be finite");
}

#[test]
fn other_forms_keep_what_still_means_the_same() {
    let data = numbered(&[0, 1]).with_class_names(["a", "b", "c", "d"]).unwrap().with_input_names(["x"]).unwrap();
    let inputs = data.map_inputs(|&x| [x, -x]).unwrap();
    assert_eq!((inputs.inputs(), inputs.weights()), (&[[0.0, 0.0], [1.0, -1.0]][..], data.weights()));
    assert_eq!((inputs.names().inputs.len(), inputs.names().classes.len()), (0, 4));
    let targets = data.map_targets(|class| class.index() as f32).unwrap();
    assert_eq!((targets.targets(), targets.weights()), (&[0.0, 1.0][..], data.weights()));
    assert_eq!((targets.names().inputs.len(), targets.names().classes.len()), (1, 0));
}

#[test]
fn numbers_that_lie_infinitely_far_apart_are_not_scaled() {
    use nn_runtime::data::{MinMax, Standardize};

    let far = Dataset::new([[0.0, -1.7e308], [1.0, 1.7e308]], [0.0, 1.0]).unwrap();
    let message = Standardize::fit(&far).unwrap_err().to_string();
    assert_eq!(message, "the scaling of number 1 is (x − 0.0) · NaN, but both must be finite");
    let message = MinMax::fit(&far).unwrap_err().to_string();
    assert_eq!(message, "the scaling of number 1 is (x − -1.7e308) · NaN, but both must be finite");
}
