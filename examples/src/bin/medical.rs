//! Finds atypical cells in pictures as a microscope shows them, says how sure that is, and draws what the network looks at.
//!
//! `cargo run --release --bin medical`. The cells are drawn by the example itself, from the model in [`nn_examples::cells`]: it shows how such a
//! network is trained and judged, and says nothing of real ones. One in five is atypical. A cell is called so from a probability on that is chosen
//! beforehand, on cells of their own, such that hardly any atypical one is missed.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use nn_examples::cells::{self, ATYPICAL_CLASS, Cell, Cells, Picture, SIDE};
use nn_examples::figures::operating_point;
use nn_examples::occlusion::occlusion;
use nn_examples::{finish, folder, intervals, println};
use nn_runtime::data::augment::{Flip, Images, Rotate, Shift};
use nn_runtime::metrics::{roc_auc, roc_curve};
use nn_runtime::plot::{Gallery, Image, Lines};
use nn_runtime::prelude::*;
use nn_runtime::train::Progress;
use nn_runtime::train::schedules::Cosine;

network! {
    /// Tells typical cells (class 0) from atypical ones (class 1).
    pub Cytology(picture: [1, 32, 32]) -> [2] {
        picture
            -> conv2d<8, 5, stride = 2, padding = 2> -> batch_norm -> relu
            -> conv2d<16, 3, padding = 1> -> batch_norm -> relu -> max_pool2d<2>
            -> conv2d<32, 3, padding = 1> -> batch_norm -> relu
            -> global_avg_pool -> dense<2>
    }
}

/// The share of atypical cells that must not be missed where the operating point is chosen.
const SENSITIVITY: f64 = 0.95;
/// The side of the squares that are covered to see what counts, in pixels.
const SQUARE: usize = 7;

/// They are covered with the light that falls through the body of a cell.
const BODY: f32 = 0.83;

/// Finds atypical cells.
#[derive(Parser)]
struct Args {
    /// How many cells to train on; half as many decide, and as many again are judged
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    cells: u32,
    /// How often each of them is seen
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    epochs: u64,
    /// The seed of cells, initial weights and order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the pictures go
    #[arg(long, default_value = "target/medical")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run(&Args::parse()))
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!("{}", Cytology::SUMMARY);
    let drawn = |count: u32, part: u64| cells::draw(count as usize, args.seed.wrapping_mul(3).wrapping_add(part));
    let (train, valid, judged) = (drawn(args.cells, 0), drawn(args.cells / 2, 1), drawn(args.cells / 2, 2));
    let [train, valid, test] = [&train, &valid, &judged].map(|cells| cells::dataset(cells));
    let (train, valid, test) = (train?, valid?, test?);
    let [typical, atypical] = test.class_counts();
    println!("{} cells to train on; to judge, {atypical} atypical ones among {}", train.len(), test.len());

    let model = train_model(&train, args)?;
    let threshold = operating_point(valid.targets(), &atypia(&model, valid.inputs())?, ATYPICAL_CLASS, SENSITIVITY);
    let probabilities = atypia(&model, test.inputs())?;
    let of_class = |class| (0..).zip(test.targets()).filter(move |(_, truth)| truth.index() == class).map(|(i, _)| i);
    let called = |&i: &usize| probabilities[i] >= threshold;
    let (found, missed): (Vec<_>, Vec<_>) = of_class(ATYPICAL_CLASS).partition(called);
    let (alarms, spared): (Vec<_>, Vec<_>) = of_class(1 - ATYPICAL_CLASS).partition(called);
    println!("called atypical from a probability of {threshold:.3} on\n");
    println!(
        "found {} of {atypical} atypical cells; {} false alarms among {typical} typical ones",
        found.len(),
        alarms.len()
    );
    println!("area under the ROC curve: {:.4}", roc_auc(test.targets(), &probabilities)?);
    println!("sensitivity: {}", intervals::share(found.len(), atypical));
    println!("specificity: {}", intervals::share(spared.len(), typical));

    folder(&args.folder)?;
    let curve = roc_curve(test.targets(), &probabilities)?;
    Lines::roc("Atypical cells").line("test", &curve).save(args.folder.join("roc.svg"))?;
    let shown = [(&found, 4), (&missed, 2), (&alarms, 2), (&spared, 4)];
    let shown: Vec<usize> = shown.into_iter().flat_map(|(cells, most)| cells.iter().take(most)).copied().collect();
    explain(&model, &judged, &probabilities, &shown)?.save(args.folder.join("looks.png"))?;
    println!("\ndrew the ROC curve and what the network looks at in `{}`", args.folder.display());
    Ok(())
}

fn train_model(train: &Cells, args: &Args) -> Result<Model<Cytology>, Box<dyn Error>> {
    let mut model = Cytology::init(args.seed);
    // A cell is the same in a mirror and however it lies on the glass.
    let images = Images::<1, SIDE, SIDE>::new()
        .then(Flip::horizontal())
        .then(Rotate::new(180.0).fill(1.0))
        .then(Shift::new(2).fill(1.0));
    Trainer::new(&mut model)
        .loss(CrossEntropy::new())
        .optimizer(AdamW::new(4e-3))
        .schedule(Cosine::new())
        .augment(images)
        .epochs(args.epochs)
        .seed(args.seed)
        .callback(Progress::new())
        .fit(train)?;
    Ok(model)
}

/// How probable the model thinks it that each cell is atypical.
fn atypia(model: &Model<Cytology>, pictures: &[Picture]) -> Result<Vec<f64>, Box<dyn Error>> {
    let predictions = model.predict_all(pictures)?;
    Ok(predictions.iter().map(|prediction| f64::from(prediction.probabilities()[ATYPICAL_CLASS])).collect())
}

/// Draws cells with what speaks for their being atypical, in blue, and against it, in orange: how much the log-odds fall where a square is
/// covered. Says how much of that lies in the nucleus.
fn explain(
    model: &Model<Cytology>,
    cells: &[Cell],
    probabilities: &[f64],
    shown: &[usize],
) -> Result<Gallery, Box<dyn Error>> {
    // The two logits differ by ln p/(1 − p), which says more than p where p is near 0 or 1.
    let log_odds = |pictures: &[Picture]| {
        let logits = model.predict_all(pictures)?;
        Ok(logits.iter().map(|logits| f64::from(logits[ATYPICAL_CLASS] - logits[1 - ATYPICAL_CLASS])).collect())
    };
    let (mut gallery, mut inside, mut area) = (Gallery::new("Cells, and what the network looks at"), 0.0, 0.0);
    for &i in shown {
        let Cell { picture, class, nucleus } = &cells[i];
        let falls = occlusion(picture, SIDE, SQUARE, BODY, log_odds)?;
        let all: f64 = falls.iter().map(|fall| fall.abs()).sum();
        let within: f64 = falls.iter().zip(nucleus).filter(|(_, is)| **is).map(|(fall, _)| fall.abs()).sum();
        inside += within / all / shown.len() as f64;
        area += nucleus.iter().filter(|is| **is).count() as f64 / nucleus.len() as f64 / shown.len() as f64;

        let truth = if class.index() == ATYPICAL_CLASS { "atypical" } else { "typical" };
        let caption = format!("{truth}: {:.0} %", 100.0 * probabilities[i]);
        gallery = gallery
            .image(Image::new(SIDE, SIDE, picture).caption(caption))
            .image(Image::new(SIDE, SIDE, &falls).signed());
    }
    println!(
        "of what it looks at, {:.0} % lies in the nucleus, which is {:.0} % of a picture",
        100.0 * inside,
        100.0 * area
    );
    Ok(gallery.range(1.0, 0.0))
}
