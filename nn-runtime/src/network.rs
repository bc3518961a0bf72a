//! The contract between `network!` and the runtime.

use crate::flat::Flat;
use crate::initializers::Rng;
use crate::isa::Isa;
use crate::listing::Listing;
use crate::plan::Plan;
use crate::ports::{Inputs, Outputs};
use crate::reads::Reads;
use crate::runs::Runs;
use crate::scalar::Scalar;
use crate::sink::Beta;
use crate::step::Step;
use crate::summary::Summary;

/// The slices a network reads.
pub type Xs<'a, N> = <<N as Network>::Inputs as Inputs>::Slices<'a, <N as Flat>::T>;
/// The slices a network writes, and the gradients it receives for them.
pub type Ys<'a, N> = <<N as Network>::Outputs as Outputs>::Slices<'a, <N as Flat>::T>;
/// The sinks for the gradients of a network's inputs.
pub type Sinks<'a, N> = <<N as Network>::Inputs as Inputs>::Sinks<'a, <N as Flat>::T>;

/// A network declared with [`network!`](crate::network!); the type itself holds its parameters.
///
/// `network!` implements it, and [`Stage`](crate::Stage) gives it to stages written by hand. Users call the methods of
/// [`Model`](crate::Model) and [`Workspace`](crate::Workspace), which call these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "not a network",
    note = "a stage is a layer, a network declared with `network!`, or a type that implements `nn_runtime::Stage`"
)]
pub trait Network: Flat {
    /// What goes in: [`Values<F>`](crate::Values) or a tuple of them.
    type Inputs: Inputs;
    /// What comes out: [`Output<H, F>`](crate::Output) or a tuple of them.
    type Outputs: Outputs;
    /// Gradients: the trained stages alone, in the order of the parameters.
    type Grads: Flat<T = Self::T>;
    /// Running statistics and other state that is not trained.
    type State: Flat<T = Self::T>;
    /// One reference a stage, so that frozen stages may lie in flash.
    type View<'a>: Copy;
    /// The same network over another scalar.
    type As<U: Scalar>: Network<T = U, Inputs = Self::Inputs, Outputs = Self::Outputs>;

    /// The name in the source.
    const NAME: &'static str;
    /// The shape of each input.
    const INPUT_SHAPES: &'static [&'static [usize]];
    /// The shape of each output.
    const OUTPUT_SHAPES: &'static [&'static [usize]];
    /// Which parameters are trained, and how their gradients lie.
    const RUNS: Runs;
    /// Whether samples of a batch influence each other in training (batch statistics).
    const COUPLED: bool;
    /// The memory of the passes.
    const PLAN: Plan;
    /// Which inputs and outputs `backward` reads.
    const READS: Reads;
    /// Whether `backward` takes [`Sink::InPlace`](crate::sink::Sink::InPlace): of a network of one input and one output of equal sizes, whether it can leave
    /// the gradient of the input in the place of that of the output.
    const IN_PLACE: bool = false;
    /// Multiply-adds of a forward pass, a sample.
    const MULTIPLY_ADDS: usize;
    /// Changes whenever the architecture does; kept in files.
    const FINGERPRINT: u64;
    /// The table of stages.
    const SUMMARY: Summary;

    /// One reference a stage.
    fn view(&self) -> Self::View<'_>;

    /// Sets every parameter and all state to the initial values its stage declares.
    fn init(&mut self, state: &mut Self::State, rng: &mut Rng);

    /// Lists every tensor: its key, its shape in files, its place in the flat slices.
    fn list(to: &mut Listing<'_>);

    /// Evaluates `n` samples. `y` receives pre-activations: the [`Outputs`] apply the heads.
    fn infer<S: Isa, const B: usize>(
        isa: S,
        net: Self::View<'_>,
        state: &Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        memory: &mut [Self::T],
        n: usize,
    );

    /// The forward pass of training: as `infer`, and keeps at the beginning of `memory` what `backward` needs.
    ///
    /// `memory` has at least as many scalars as the [`PLAN`](Self::PLAN) says for [`Part::Forward`](crate::plan::Part); behind those of
    /// `Part::Kept` it may be used for anything until `backward` runs. `DX` says whether `backward` may be asked for gradients of
    /// inputs; it has the same value in both passes.
    #[allow(clippy::too_many_arguments)]
    fn forward<S: Isa, const B: usize, const DX: bool>(
        isa: S,
        net: Self::View<'_>,
        state: &mut Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        memory: &mut [Self::T],
        n: usize,
        step: Step,
    );

    /// The backward pass: from the gradients `dy` of the pre-activations (which it may overwrite) to those of the trained
    /// parameters, which it stores or adds as `beta` says, and of the inputs where `dx` asks for them and `DX` allows it.
    ///
    /// `x` and `y` are those of `forward`, as far as [`READS`](Self::READS) says that they are read; the others may be gone, and their
    /// slices empty.
    ///
    /// `memory` begins with what `forward` has kept and has at least as many scalars as `Part::Backward`. What was kept is
    /// overwritten, so a backward pass takes a forward pass of its own.
    #[allow(clippy::too_many_arguments)]
    fn backward<S: Isa, const B: usize, const DX: bool>(
        isa: S,
        net: Self::View<'_>,
        state: &Self::State,
        x: Xs<'_, Self>,
        y: Ys<'_, Self>,
        dy: Ys<'_, Self>,
        dx: Sinks<'_, Self>,
        grads: Option<&mut Self::Grads>,
        beta: Beta,
        memory: &mut [Self::T],
        n: usize,
        step: Step,
    );
}

/// What the structs of a network print: their name and size, for the numbers would fill many screens.
pub fn debug<F: Flat>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    write!(f, "{name}({} scalars)", F::LEN)
}
