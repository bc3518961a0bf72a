//! The model that the service asks: whether a tumour is malignant, from measurements of its cell nuclei.

use std::error::Error;

use nn_runtime::data::{Columns, CsvError};
use nn_runtime::prelude::*;

network! {
    /// Tells malignant tumours from benign ones.
    pub Diagnosis(nuclei: [30]) -> [2] {
        nuclei -> hidden: dense<16> -> relu -> dense<2>
    }
}

/// What is measured of each nucleus; a tumour has the mean, the standard error and the worst of each.
const MEASURED: [&str; 10] = [
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
];

/// The measurements that come with the examples.
///
/// # Errors
///
/// If the file is missing or damaged.
pub fn read() -> Result<Dataset<[f32; 30], Class<2>>, CsvError> {
    let of = |kind: &'static str| MEASURED.iter().map(move |measured| format!("{kind} {measured}"));
    let names = of("mean").chain(of("error of")).chain(of("worst")).chain(["diagnosis".into()]);
    let columns = Columns::label_last().skip_lines(1).names(names).class_names(["malignant", "benign"]);
    Dataset::from_csv(concat!(env!("CARGO_MANIFEST_DIR"), "/data/breast_cancer.csv"), columns)
}

/// A model that has learned from them, and the share of those it was not trained on that it tells right.
///
/// # Errors
///
/// If the data cannot be read.
pub fn train(seed: u64) -> Result<(Model<Diagnosis>, f64), Box<dyn Error>> {
    use nn_runtime::metrics::Accuracy;

    let (train, valid, test) = read()?.split_stratified((0.6, 0.2, 0.2), seed)?;
    let mut model = Diagnosis::init(seed).scaled_by(Standardize::fit(&train)?)?;
    Trainer::new(&mut model)
        .loss(CrossEntropy::new())
        .optimizer(AdamW::new(3e-3))
        .epochs(30)
        .seed(seed)
        .validate(&valid)
        .fit(&train)?;
    let accuracy = model.evaluate(&test, Accuracy)?;
    Ok((model, accuracy))
}
