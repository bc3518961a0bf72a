//! The layers: what each one takes and gives, holds, costs, and which calls it turns into.
//!
//! A layer is one file here and one of the same name in `nn-runtime/src/layers/`. The passes ask the layer; none of them
//! knows one by name. To add a layer, write the two files and add it to [`REGISTRY`]; `CONTRIBUTING.md` goes through it.

pub mod args;
pub mod call;
pub mod head;
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
use self::storage::{Generics, Memory, Storage, TypePath};
use crate::layers::head::Head;
use crate::layers::storage::Init;
use crate::report::{Place, Report};
use crate::shape::check::{Check, Relation};
use crate::shape::dim::{Dim, Shape};
use crate::shape::order::Order;
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

/// A use of a layer: its arguments, the shapes of what it takes and, once they are known, of what it gives.
pub struct Site {
    pub args: Args,
    pub ins: Vec<Shape>,
    pub outs: Vec<Shape>,
    /// How they lie in memory; row-major before orders are chosen.
    pub in_orders: Vec<Order>,
    pub out_orders: Vec<Order>,
    /// Whether the head of another network is left to whoever reads the outputs.
    pub headless: bool,
    /// Whether a norm was folded in.
    pub normed: bool,
    /// The maxima that it takes over what it makes.
    pub maxima: Option<Maxima>,
    /// The tokens of the stage.
    pub place: Place,
    /// Those of each value that a call hands over; empty where values come by `->`.
    pub in_places: Vec<Place>,
}

impl Site {
    /// One whose shapes are being checked, before orders are chosen.
    pub fn checked(args: Args, ins: Vec<Shape>, outs: Vec<Shape>, place: Place) -> Self {
        let row_major = |shapes: &[Shape]| shapes.iter().map(|_| Order::RowMajor).collect();
        let (in_orders, out_orders) = (row_major(&ins), row_major(&outs));
        Self {
            args,
            ins,
            outs,
            in_orders,
            out_orders,
            headless: false,
            normed: false,
            maxima: None,
            place,
            in_places: vec![],
        }
    }

    /// The shape of the only, or first, input.
    pub fn input(&self) -> &Shape {
        &self.ins[0]
    }

    /// The tokens of an input, to be underlined: the argument of a call, otherwise the stage.
    pub fn in_place(&self, input: usize) -> Place {
        self.in_places.get(input).copied().unwrap_or(self.place)
    }

    /// The shape of the only, or first, output.
    pub fn output(&self) -> &Shape {
        &self.outs[0]
    }
}

/// Where a layer reports what is wrong and defers what only rustc can decide.
pub struct Cx<'a> {
    pub report: &'a mut Report,
    pub checks: &'a mut Vec<Check>,
}

impl Cx<'_> {
    /// Reports unless the input of a layer is a vector of features, or a sequence of them.
    pub fn takes_features(&mut self, layer: &str, site: &Site) -> bool {
        let input = site.input();
        if input.rank() > 2 {
            let text = format!(
                "`{layer}` takes `[features]`, but its input is {} of shape {input}\n\
                 help: put `flatten` before it: {input} becomes [{}]",
                input.noun(),
                input.len()
            );
            self.report.error(site.place, text);
        }
        input.rank() <= 2
    }

    /// Reports unless the input of a layer is an image.
    pub fn takes_image(&mut self, layer: &str, site: &Site) -> bool {
        let input = site.input();
        let help = match input.rank() {
            1 => match input.len().known().and_then(square) {
                Some((channels, side)) => format!("put `reshape<[{channels}, {side}, {side}]>` before it"),
                None => "put `reshape<[channels, height, width]>` before it".to_string(),
            },
            2 if find(&layer.replace("2d", "1d")).is_some() => {
                format!("`{}` works on signals `[channels, length]`", layer.replace("2d", "1d"))
            }
            _ => format!("put `reshape<[{}, 1, {}]>` before it: an image of one row", input.0[0], input.0[1]),
        };
        self.takes(layer, site, 3, "an image `[channels, height, width]`", &help)
    }

    /// Reports unless the input of a layer is a signal.
    pub fn takes_signal(&mut self, layer: &str, site: &Site) -> bool {
        let input = site.input();
        let help = match input.rank() {
            1 => format!("put `reshape<[1, {}]>` before it: one channel", input.len()),
            _ => format!("`{}` works on images", layer.replace("1d", "2d")),
        };
        self.takes(layer, site, 2, "a signal `[channels, length]`", &help)
    }

    /// Reports unless the input of a layer has so many axes behind its channels: 1 of a signal, 2 of an image.
    pub fn takes_axes(&mut self, layer: &str, site: &Site, axes: usize) -> bool {
        if axes == 1 { self.takes_signal(layer, site) } else { self.takes_image(layer, site) }
    }

    /// Reports unless the input of a layer is an image or a signal; `help` is what mends a vector.
    pub fn takes_channels(&mut self, layer: &str, site: &Site, help: &str) -> bool {
        let input = site.input();
        if input.rank() == 1 {
            let text = format!(
                "`{layer}` takes an image `[channels, height, width]` or a signal `[channels, length]`, but its input is {} of \
                 shape {input}\nhelp: {help}",
                input.noun()
            );
            self.report.error(site.place, text);
        }
        input.rank() > 1
    }

    fn takes(&mut self, layer: &str, site: &Site, rank: usize, what: &str, help: &str) -> bool {
        let input = site.input();
        if input.rank() != rank {
            let text =
                format!("`{layer}` takes {what}, but its input is {} of shape {input}\nhelp: {help}", input.noun());
            self.report.error(site.place, text);
        }
        input.rank() == rank
    }

    /// Reports unless two shapes are the same; where only rustc can tell, leaves the check to it. `text` makes the
    /// message of the two shapes.
    pub fn same_shape(&mut self, place: Place, a: &Shape, b: &Shape, text: impl Fn(&str, &str) -> String) -> bool {
        match a.same(b) {
            Some(true) => true,
            Some(false) => {
                self.report.error(place, text(&a.to_string(), &b.to_string()));
                false
            }
            None => {
                self.checks.push(Check::same_shape(place, a, b, &text("{a}", "{b}")));
                true
            }
        }
    }

    /// Reports unless `a` and `b` are in the relation; where only rustc can tell, leaves the check to it. `text[0] a
    /// text[1] b text[2]` is the message.
    pub fn require(&mut self, place: Place, relation: Relation, a: &Dim, b: &Dim, text: [String; 3]) -> bool {
        let holds = match (a, b) {
            (Dim::Known(a), Dim::Known(b)) => match relation {
                Relation::Equal => a == b,
                Relation::Less => a < b,
                Relation::AtMost => a <= b,
                Relation::Divides => *a > 0 && b % a == 0,
            },
            _ if relation == Relation::Equal && a.same(b) == Some(true) => true,
            _ => {
                self.checks.push(Check::relation(place, relation, a, b, &text));
                true
            }
        };
        if !holds {
            self.report.error(place, format!("{}{a}{}{b}{}", text[0], text[1], text[2]));
        }
        holds
    }
}

/// The channels, one or three, and the side of a square image with so many numbers.
fn square(len: u64) -> Option<(u64, u64)> {
    [1, 3].into_iter().find_map(|channels| {
        let side = (len / channels).isqrt();
        (len > 1 && side * side * channels == len).then_some((channels, side))
    })
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
