//! Scalings, against scikit-learn: what it computed is written by `scalings.py`.

use nn_runtime::Scalar;
use nn_runtime::data::{Dataset, MinMax, Sample, Standardize};

use crate::file::{Case, Vectors};

fn samples<T: Scalar + Sample>(case: Case<'_>, tensor: &str) -> Dataset<[T; 5], T> {
    let rows = case.rounded::<T>(tensor).as_chunks().0.to_vec();
    let targets = vec![T::ZERO; rows.len()];
    Dataset::new(rows, targets).expect("the script writes finite numbers")
}

fn check<T: Scalar + Sample>(case: Case<'_>) {
    let (train, test) = (samples::<T>(case, "train"), samples::<T>(case, "test"));
    for (tensor, scaling) in [("standard", Standardize::fit(&train)), ("min_max", MinMax::fit(&train))] {
        let scaled = test.scaled(&scaling.expect("there are samples")).expect("as many numbers");
        case.compare(tensor, scaled.inputs().as_flattened());
    }
}

#[test]
fn scalings_are_those_of_scikit_learn() {
    let vectors = Vectors::read("scalings");
    check::<f64>(vectors.case("plain"));
    check::<f64>(vectors.case("one"));
    check::<f64>(vectors.case("offset"));
    check::<f32>(vectors.case("offset"));
    vectors.all_used();
}
