//! Tells malignant tumours from benign ones by 30 measurements of their cell nuclei.
//!
//! `cargo run --release --bin diagnosis`. Every tumour is judged once, by a network that was trained without it
//! (cross-validation). A tumour is called malignant from a probability on that is chosen beforehand, on samples of their own, such that
//! hardly any malignant one is missed: the operating point.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::figures::operating_point;
use nn_examples::{data_file, finish, folder, intervals, println};
use nn_runtime::data::{Columns, Dataset};
use nn_runtime::metrics::{ConfusionMatrix, roc_auc};
use nn_runtime::plot::Confusion;
use nn_runtime::prelude::*;
use nn_runtime::train::schedules::Cosine;

network! {
    /// Tells whether a tumour is malignant (class 0) or benign (class 1).
    pub Diagnosis(measurements: [30]) -> [2] {
        measurements -> dense<32> -> relu -> dropout<0.2> -> dense<2>
    }
}

type Tumours = Dataset<[f32; 30], Class<2>>;

/// The class to find.
const MALIGNANT: usize = 0;
/// The other one.
const BENIGN: usize = 1;
/// Both.
const CLASSES: [Class<2>; 2] = match (Class::new(MALIGNANT), Class::new(BENIGN)) {
    (Ok(malignant), Ok(benign)) => [malignant, benign],
    _ => panic!("0 and 1 are classes"),
};
/// The share of malignant tumours that must not be missed where the operating point is chosen.
const SENSITIVITY: f64 = 0.98;
/// Each tumour is judged by a network that was trained on the other parts.
const FOLDS: usize = 5;

/// Tells malignant tumours from benign ones.
#[derive(Parser)]
struct Args {
    /// The seed of folds, initial weights and order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the picture goes
    #[arg(long, default_value = "target/diagnosis")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    // The first line of the file tells of the table instead of belonging to it.
    let columns = Columns::label_last().skip_lines(1).class_names(["malignant", "benign"]);
    let tumours = Tumours::from_csv(data_file("breast_cancer.csv"), columns)?;
    let [malignant, benign] = tumours.class_counts();
    println!("{malignant} malignant tumours, {benign} benign ones\n");

    let (mut truth, mut probabilities, mut verdicts) = (Vec::new(), Vec::new(), Vec::new());
    for (fold, (rest, test)) in (1..).zip(tumours.k_folds_stratified(FOLDS, args.seed)?) {
        let (train, valid) = rest.split_stratified((0.75, 0.25), args.seed)?;
        let model = train_model(&train, &valid, args.seed)?;
        let threshold = operating_point(valid.targets(), &malignancy(&model, &valid)?, MALIGNANT, SENSITIVITY);
        let found = malignancy(&model, &test)?;
        println!("fold {fold}: called malignant from a probability of {threshold:.3} on");

        truth.extend_from_slice(test.targets());
        verdicts
            .extend(found.iter().map(|&p| Class::<2>::new(usize::from(p < threshold)).expect("0 and 1 are classes")));
        probabilities.extend(found);
    }

    let confusion = ConfusionMatrix::new(&truth, &verdicts)?;
    let count = |truth, verdict| confusion.count(CLASSES[truth], CLASSES[verdict]);
    let [found, missed] = [MALIGNANT, BENIGN].map(|verdict| count(MALIGNANT, verdict));
    let [alarms, spared] = [MALIGNANT, BENIGN].map(|verdict| count(BENIGN, verdict));
    // What is to be found is class 1 of a ranking.
    let ranked: Vec<_> = truth.iter().map(|class| CLASSES[1 - class.index()]).collect();
    println!(
        "\nfound {found} of {malignant} malignant tumours, missed {missed}; {alarms} false alarms among {benign} benign ones"
    );
    println!("area under the ROC curve: {:.4}", roc_auc(&ranked, &probabilities)?);
    println!("sensitivity: {}", intervals::share(found, found + missed));
    println!("specificity: {}", intervals::share(spared, spared + alarms));

    folder(&args.folder)?;
    let picture = args.folder.join("confusion.svg");
    Confusion::new("Tumours", &confusion).classes(&tumours.names().classes).save(&picture)?;
    println!("the confusion matrix is drawn in `{}`", picture.display());
    Ok(())
}

fn train_model(train: &Tumours, valid: &Tumours, seed: u64) -> Result<Model<Diagnosis>, Box<dyn Error>> {
    let mut model = Diagnosis::init(seed).scaled_by(Standardize::fit(train)?)?;
    Trainer::new(&mut model)
        .loss(CrossEntropy::new())
        .optimizer(AdamW::new(3e-3))
        .schedule(Cosine::new())
        .epochs(60)
        .seed(seed)
        .validate(valid)
        .early_stopping(15)
        .fit(train)?;
    Ok(model)
}

/// How probable the model thinks it that each tumour is malignant.
fn malignancy(model: &Model<Diagnosis>, tumours: &Tumours) -> Result<Vec<f64>, Box<dyn Error>> {
    let predictions = model.predict_all(tumours.inputs())?;
    Ok(predictions.iter().map(|prediction| f64::from(prediction.probabilities()[MALIGNANT])).collect())
}
