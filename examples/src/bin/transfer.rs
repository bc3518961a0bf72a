//! Transfer: a body learns to read digits from many pictures; then, frozen, it serves a new head that tells odd digits from
//! even ones after a few.

use std::error::Error;
use std::process::ExitCode;

use nn_examples::digits::{self, PIXELS};
use nn_examples::{finish, println};
use nn_runtime::data::Dataset;
use nn_runtime::head::Linear;
use nn_runtime::prelude::*;
use nn_runtime::weights::Load;
use nn_runtime::{Output, Values};

network! {
    /// Finds the strokes of a picture.
    pub Body(pixels: [64]) -> [64] {
        pixels -> dense<128> -> relu -> dense<64> -> relu
    }

    /// Reads a digit.
    pub Digits(pixels: [64]) -> [10] {
        pixels -> body: Body -> digit: dense<10>
    }

    /// Tells odd from even, with a body that stays as it is.
    pub Parity(pixels: [64]) -> [2] {
        pixels -> #[frozen] body: Body -> parity: dense<2>
    }

    /// Tells odd from even; all of it is trained.
    pub AllNew(pixels: [64]) -> [2] {
        pixels -> body: Body -> parity: dense<2>
    }
}

/// The capacity of a batch.
const BATCH: usize = 16;

fn main() -> ExitCode {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    finish(run())
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut rng = Rng::seed_from_u64(1);
    let (many, few, test) = digits::read()?.split_stratified((0.5, 0.03, 0.47), 1)?;

    let mut digits = Digits::init(1);
    train(&mut digits, &many, 20, &mut rng)?;
    println!("digits read right after {} pictures: {:.2} %", many.len(), accuracy(&digits, &test));

    // The tensors that both networks have, `body.…`, go from one to the other by way of the bytes of a file.
    let mut transferred = Parity::init(2);
    let loaded = Load::pytorch().partial().into_model(&mut transferred, &digits.to_safetensors())?;
    println!("{} tensors loaded; {:?} are new, {:?} are left behind", loaded.tensors, loaded.missing, loaded.surplus);
    println!("{} of {} parameters have gradients", <ParityGrads as Flat>::LEN, Parity::PARAMS);

    let parity = |digit: &Class<10>| Class::<2>::new(digit.index() % 2).expect("0 or 1");
    let (few, test) = (few.map_targets(parity)?, test.map_targets(parity)?);
    train(&mut transferred, &few, 300, &mut rng)?;
    if transferred.body.as_flat() != digits.body.as_flat() {
        return Err("the frozen body has changed".into());
    }
    println!("the body is what it was, bit for bit");

    let mut all_new = AllNew::init(2);
    train(&mut all_new, &few, 300, &mut rng)?;
    println!("\nodd told from even after {} pictures, on {} others:", few.len(), test.len());
    println!("all new: {:.2} %", accuracy(&all_new, &test));
    println!("transferred: {:.2} %", accuracy(&transferred, &test));
    Ok(())
}

/// A network that gives `C` scores to a picture.
trait Reader<const C: usize>: Network<T = f32, Inputs = Values<PIXELS>, Outputs = Output<Linear, C>> {}

impl<N: Network<T = f32, Inputs = Values<PIXELS>, Outputs = Output<Linear, C>>, const C: usize> Reader<C> for N {}

/// Trains a network to tell the class of each picture.
fn train<N: Reader<C>, const C: usize>(
    model: &mut Model<N>,
    pictures: &Dataset<[f32; PIXELS], Class<C>>,
    epochs: u64,
    rng: &mut Rng,
) -> Result<(), Box<dyn Error>> {
    let mut workspace = Workspace::<N, BATCH>::new();
    let mut adam = AdamW::new(3e-3).optimizer::<N>()?;
    let mut batches = pictures.batches::<BATCH>();
    for _ in 0..epochs {
        batches.shuffle(rng);
        while let Some(batch) = batches.next() {
            model.forward_backward(&mut workspace, batch, &CrossEntropy::new(), Step::new(1, adam.steps()));
            adam.step(model, workspace.grads());
        }
    }
    Ok(())
}

/// The pictures whose class gets the highest score, in per cent.
fn accuracy<N: Reader<C>, const C: usize>(model: &Model<N>, pictures: &Dataset<[f32; PIXELS], Class<C>>) -> f64 {
    let mut workspace = InferenceWorkspace::<N, 1>::new();
    let right = |(pixels, class): &(&[f32; PIXELS], &Class<C>)| {
        let mut scores = SVector::<f32, C>::zeros();
        model.infer(&mut workspace, &(**pixels).into(), &mut scores);
        scores.imax() == class.index()
    };
    100.0 * pictures.iter().filter(right).count() as f64 / pictures.len() as f64
}
