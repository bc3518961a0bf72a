//! The layers: what each one takes and gives, holds, costs, and which calls it turns into.
//!
//! A layer is one file here and one of the same name in `nn-runtime/src/layers/`. The passes ask the layer; none of them
//! knows one by name. To add a layer, write the two files and add it to [`REGISTRY`]; `CONTRIBUTING.md` goes through it.

pub mod args;
pub mod call;
pub mod head;
mod site;
pub mod storage;

pub mod network;
pub mod repeat;

mod activation;
mod add;
mod avg_pool1d;
mod avg_pool2d;
mod batch_norm;
mod binary;
mod concat;
mod conv1d;
mod conv2d;
mod conv_transpose2d;
mod convolution;
mod copy;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod elu;
mod flatten;
mod gelu;
mod global_avg_pool;
mod global_max_pool;
mod group_norm;
mod hard_sigmoid;
mod hard_swish;
mod layer_norm;
mod leaky_relu;
mod log_softmax;
mod max_pool1d;
mod max_pool2d;
mod mish;
mod mul;
mod pad;
mod pad1d;
mod pad2d;
mod permute;
mod pool;
mod prelu;
mod relu;
mod reshape;
mod rms_norm;
mod selu;
mod sigmoid;
mod silu;
mod slice;
mod softmax;
mod softplus;
mod spatial_dropout;
mod strip;
mod sub;
mod tanh;
mod transpose;
mod upsample2d;
mod window;

use std::ops::Deref;
use std::rc::Rc;

use proc_macro2::TokenStream;

use self::args::{ArgSpec, Args};
use self::call::{Backward, Forward};
pub use self::site::{Cx, Site};
use self::storage::{Generics, Memory, Storage, TypePath};
use crate::layers::head::Head;
use crate::layers::storage::Init;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

/// A layer of the registry.
pub type KnownLayer = &'static (dyn Layer + Sync);

/// The layers that the language knows by name.
pub static REGISTRY: &[KnownLayer] = &[
    &avg_pool1d::AVG_POOL1D,
    &avg_pool2d::AVG_POOL2D,
    &batch_norm::BatchNorm,
    &concat::Concat,
    &conv1d::CONV1D,
    &conv2d::CONV2D,
    &conv_transpose2d::ConvTranspose2d,
    &dense::Dense,
    &depthwise_conv2d::DEPTHWISE_CONV2D,
    &dropout::Dropout,
    &elu::ELU,
    &flatten::Flatten,
    &gelu::GELU,
    &global_avg_pool::GLOBAL_AVG_POOL,
    &global_max_pool::GLOBAL_MAX_POOL,
    &group_norm::GroupNorm,
    &hard_sigmoid::HARD_SIGMOID,
    &hard_swish::HARD_SWISH,
    &layer_norm::LayerNorm,
    &leaky_relu::LEAKY_RELU,
    &log_softmax::LOG_SOFTMAX,
    &max_pool1d::MAX_POOL1D,
    &max_pool2d::MAX_POOL2D,
    &mish::MISH,
    &pad1d::PAD1D,
    &pad2d::PAD2D,
    &prelu::Prelu,
    &relu::RELU,
    &reshape::Reshape,
    &rms_norm::RmsNorm,
    &selu::SELU,
    &sigmoid::SIGMOID,
    &silu::SILU,
    &slice::Slice,
    &softmax::SOFTMAX,
    &softplus::SOFTPLUS,
    &spatial_dropout::SpatialDropout,
    &tanh::TANH,
    &transpose::Transpose,
    &upsample2d::Upsample2d,
];

/// `x + y`.
pub static ADD: KnownLayer = &add::ADD;
/// `x - y`.
pub static SUB: KnownLayer = &sub::SUB;
/// `x * y`.
pub static MUL: KnownLayer = &mul::Mul;
/// What the pass `copies` inserts.
pub static COPY: KnownLayer = &copy::Copy;
/// What the pass `orders` inserts.
pub static TO_CHANNELS_LAST: KnownLayer = &permute::TO_CHANNELS_LAST;
pub static TO_ROW_MAJOR: KnownLayer = &permute::TO_ROW_MAJOR;

/// How many values a layer takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arity {
    /// One, `x -> layer`.
    One,
    /// Two or more, `layer(a, b)`.
    Many,
}

/// What the backward pass of a layer reads of the forward pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Needs {
    pub input: bool,
    pub output: bool,
}

impl Needs {
    pub const NOTHING: Self = Self { input: false, output: false };
    pub const INPUT: Self = Self { input: true, output: false };
    pub const OUTPUT: Self = Self { input: false, output: true };
}

/// How the gradient of an input may take the place of that of the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InPlace {
    /// Not at all.
    Never,
    /// The call computes it there: each number, or each column, by itself. It is the last one that reads that of the output.
    Call,
    /// It is the same, at the latest when the call has worked on that of the output.
    Same,
    /// Where a const says that a network within can: [`Layer::works_in_place`].
    Within,
}

/// In which order a layer takes its inputs and gives its outputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Orders {
    /// As their shapes are written.
    RowMajor,
    /// Channels last, whatever is an image or a signal.
    ChannelsLast,
    /// As they come, all in the same one: it works on each number by itself.
    Kept,
    /// As they come, unless they were flattened: it asks along which axis of memory it works.
    ByAxes,
    /// As it comes, and what is channels last in memory becomes row-major, and the other way round: it swaps the axes.
    Swapped,
    /// A flattened image as it comes: its weight takes up the permutation. Gives its output as it is written.
    Absorbed,
}

/// What a layer is when a network is not trained.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtInference {
    /// What it is in training.
    Same,
    /// Nothing: the value passes through.
    Absent,
}

/// An element-wise activation as an expression of the runtime, which a layer before it may fold in.
#[derive(Clone, Debug)]
pub struct ActivationExpr {
    /// A value that implements the runtime's `Activation`.
    pub code: TokenStream,
    /// How tables write it.
    pub text: String,
    pub fold: Fold,
}

/// How a layer before an activation can fold it in. Activations that fold are non-decreasing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// Not at all: its derivative is computed from its input.
    Never,
    /// In a loop of its own: its derivative is computed from its output.
    Behind,
    /// While results are stored, vector by vector; else as `Behind`.
    Store,
}

/// Maxima over windows that tile a value, which the layer that makes it may take in.
#[derive(Clone, Debug)]
pub struct Maxima {
    /// The windows as expressions of the runtime.
    pub windows: TokenStream,
    /// How tables write the layer.
    pub text: String,
}

/// A layer of the language, another network, or a block.
pub trait Layer {
    /// The name in the language.
    fn name(&self) -> &str;

    /// What it is, for fingerprints: its name, unless it carries another network, whose name does not matter.
    fn kind(&self) -> &str {
        self.name()
    }

    /// One line on what it computes, shown by completion and error messages.
    fn about(&self) -> &'static str;

    /// The arguments between `<` and `>`, positional ones in order.
    fn args(&self) -> &'static [ArgSpec] {
        &[]
    }

    /// How many values it takes.
    fn arity(&self) -> Arity {
        Arity::One
    }

    /// Whether the gradients of its inputs are computed by separate calls, so that two of them may be one value.
    fn splits_inputs(&self) -> bool {
        true
    }

    /// Checks arguments and input shapes, and gives the shapes of the outputs; `None` after an error.
    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>>;

    /// What is certain of its output where `infer` cannot tell: of its input no more than an outline is certain, or it has
    /// refused it (`None`). Without arguments: they are wrong.
    fn outline(&self, _args: &Args, _input: Option<&Outline>) -> Outline {
        Outline::NOTHING
    }

    /// Its parameters and state, if it has any.
    fn storage(&self, _site: &Site) -> Option<Storage> {
        None
    }

    /// In which order it takes its inputs and gives its outputs.
    fn orders(&self, _site: &Site) -> Orders {
        Orders::RowMajor
    }

    /// Whether its output is its input in another shape.
    fn is_view(&self) -> bool {
        false
    }

    /// What it is when the network is not trained.
    fn at_inference(&self) -> AtInference {
        AtInference::Same
    }

    /// What its backward pass reads.
    fn needs(&self, site: &Site) -> Needs;

    /// How the gradient of its input of a number may take the place of that of its output, of the same size.
    fn in_place(&self, _site: &Site, _input: usize) -> InPlace {
        InPlace::Never
    }

    /// Whether a network within works in place; a const expression of type `bool`.
    fn works_in_place(&self, _generics: &Generics) -> Option<TokenStream> {
        None
    }

    /// Whether its backward pass may change the gradient of its output, although that of its input goes elsewhere; with an activation or maxima
    /// folded in, it may anyway.
    fn overwrites_gradient(&self, _site: &Site) -> bool {
        false
    }

    /// The network that it runs, whose backward pass reads of its inputs and outputs what that network says.
    fn within(&self) -> Option<&TypePath> {
        None
    }

    /// Memory beside its inputs and outputs.
    fn memory(&self, _site: &Site) -> Memory {
        Memory::default()
    }

    /// Multiply-adds of a forward pass, a sample.
    fn multiply_adds(&self, _site: &Site) -> Dim {
        Dim::Known(0)
    }

    /// Whether samples of a batch influence each other in training; a const expression of type `bool`.
    fn coupled(&self, _generics: &Generics) -> Option<TokenStream> {
        None
    }

    /// Its fingerprint where its name and arguments do not tell everything: that of another network.
    fn fingerprint(&self, _generics: &Generics) -> Option<TokenStream> {
        None
    }

    /// How far its windows move along each axis behind the channels, if it has windows.
    fn strides(&self, _site: &Site) -> Option<Vec<Dim>> {
        None
    }

    /// Whether a weight of its own meets each of its inputs (`dense`); two such layers in a row earn a warning.
    fn is_product(&self) -> bool {
        false
    }

    /// The element-wise activation that it is.
    fn activation(&self, _site: &Site) -> Option<ActivationExpr> {
        None
    }

    /// Whether it is an activation, so that what it gives are no logits.
    fn is_activation(&self, site: &Site) -> bool {
        self.activation(site).is_some()
    }

    /// What its output of this number is where the activation that ends it has been applied.
    fn gives(&self, site: &Site, _output: usize) -> Head {
        Head::Type(if self.is_activation(site) { "Activated" } else { "Linear" })
    }

    /// Whether it can take in an activation behind it that folds so.
    fn folds_activation(&self, _fold: Fold) -> bool {
        false
    }

    /// Whether its backward pass finds out what such an activation gave, so that its output need not be kept for that.
    fn recomputes(&self, _site: &Site) -> bool {
        false
    }

    /// Whether it can take in a sum behind it: the other summand, as its second input, is added before the activation.
    fn folds_sum(&self) -> bool {
        false
    }

    /// Whether it can take in a norm behind it at inference: then its channels are scaled and shifted as that says.
    fn folds_norm(&self, _site: &Site) -> bool {
        false
    }

    /// Whether, at inference, it scales and shifts each channel, which a layer before it may take over.
    fn is_norm(&self) -> bool {
        false
    }

    /// That scale and shift as an expression of the runtime.
    fn emit_norm(&self, _site: &Site, _net: &TokenStream, _state: &TokenStream) -> TokenStream {
        TokenStream::new()
    }

    /// Whether it is the sum of two values, which a layer before it may take in.
    fn is_sum(&self) -> bool {
        false
    }

    /// The maxima that it takes, where its windows tile what it is given.
    fn maxima(&self, _site: &Site) -> Option<Maxima> {
        None
    }

    /// Whether it can take maxima over what it makes, with or without an activation, which then comes last.
    fn folds_maxima(&self) -> bool {
        false
    }

    /// The initialiser that suits a weight in front of it.
    fn suits(&self, _site: &Site) -> Option<Init> {
        None
    }

    /// The head that it is where it ends an output.
    fn head(&self, _site: &Site) -> Option<Head> {
        None
    }

    /// Whether that head is one of a network within, which is then used without it.
    fn passes_head_on(&self) -> bool {
        false
    }

    /// Whether its values are probabilities, or logarithms of them, that a second softmax would spoil.
    fn normalises(&self) -> bool {
        false
    }

    /// The call of inference.
    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        self.emit_forward(site, call)
    }

    /// The call of the forward pass.
    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream;

    /// The calls of the backward pass.
    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream;
}

/// A layer of the registry, or one that carries what it stands for.
#[derive(Clone)]
pub enum LayerRef {
    Known(KnownLayer),
    Own(Rc<dyn Layer>),
}

impl Deref for LayerRef {
    type Target = dyn Layer;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Known(layer) => *layer,
            Self::Own(layer) => &**layer,
        }
    }
}

/// The layer of a name.
pub fn find(name: &str) -> Option<KnownLayer> {
    REGISTRY.iter().copied().find(|l| l.name() == name)
}
