//! What a stage holds: parameters, gradients, running statistics, as types and as tensors in files.

use std::rc::Rc;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Visibility;

use crate::shape::dim::{Dim, Shape, product};

/// How a stage's weight is initialised.
#[derive(Clone, Debug, PartialEq)]
pub struct Init {
    pub name: &'static str,
    pub gain: f64,
    pub args: Vec<f64>,
}

/// The names of the generic parameters in generated code, chosen so that they hide nothing of the user's.
#[derive(Clone)]
pub struct Generics {
    /// The scalar.
    pub scalar: Ident,
    /// The instruction set.
    pub isa: Ident,
    /// The capacity of a workspace.
    pub batch: Ident,
    /// Whether gradients of inputs may be asked for.
    pub asked: Ident,
}

/// Memory of a node beside its inputs and outputs.
#[derive(Clone, Default)]
pub struct Memory {
    /// Written by `forward`, read by `backward`; that of networks within serves both.
    pub saved: Vec<Size>,
    /// Used during the node of a pass alone.
    pub infer: Vec<Size>,
    pub forward: Vec<Size>,
    pub backward: Vec<Size>,
}

/// The size of a piece of memory.
#[derive(Clone)]
pub enum Size {
    PerSample(Dim),
    Fixed(Dim),
    /// What the runtime says, as an expression.
    Code(TokenStream),
    /// The memory of a network within; the path of its type takes the scalar behind.
    Network(TypePath),
    /// The memory of equal blocks in a row, with values between them.
    Blocks {
        block: TypePath,
        value: Dim,
        times: Dim,
    },
}

/// A network's type without its scalar.
#[derive(Clone)]
pub struct TypePath {
    pub path: TokenStream,
    pub dims: Vec<Dim>,
    /// Its totals, where the macro knows them.
    pub known: Option<Totals>,
    /// Its visibility, where the macro knows it.
    pub vis: Option<Visibility>,
    /// Where rustc says whether it is a network, if the macro does not know.
    pub guard: Option<Rc<Guard>>,
}

/// What stands between a network from elsewhere and the generated code.
#[derive(Clone)]
pub struct Guard {
    /// The const that does not compile where it is no network.
    pub is_network: TokenStream,
    /// Its type in generated code, over a scalar: of which rustc says nothing where that const does not compile.
    pub alias: Ident,
}

/// What a network comes to.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    pub params: u64,
    pub multiply_adds: u64,
}

impl TypePath {
    /// The type over a scalar, as the user writes it.
    pub fn written(&self, scalar: &Ident) -> TokenStream {
        let (path, dims) = (&self.path, self.dims.iter().map(Dim::argument));
        // All that is not the user's own lies where the path ends, so that rustc says once what it says of several uses.
        let end = path.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span());
        let scalar = Ident::new(&scalar.to_string(), end);
        quote_spanned!(end=> #path<#(#dims,)* #scalar>)
    }

    /// The type over a scalar, as generated code speaks of the network.
    pub fn over(&self, scalar: &Ident) -> TokenStream {
        match &self.guard {
            Some(guard) => {
                let alias = &guard.alias;
                quote!(#alias<#scalar>)
            }
            None => self.written(scalar),
        }
    }

    /// The same outside of the block where the alias is.
    pub fn guarded(&self, scalar: &Ident) -> TokenStream {
        let ty = self.written(scalar);
        match &self.guard {
            Some(guard) => {
                let is_network = &guard.is_network;
                quote!(::nn_runtime::__private::Checked<#ty, { #is_network }>)
            }
            None => ty,
        }
    }

    /// Code about the network on the user's tokens, for what rustc says where it is none. Of a network of the same call there
    /// is nothing to say.
    pub fn underline(&self, code: TokenStream) -> TokenStream {
        let mut path = self.path.clone().into_iter().map(|token| token.span());
        match path.next() {
            Some(start) if self.vis.is_none() => respan(code, start, path.last().unwrap_or(start)),
            _ => code,
        }
    }

    /// The number of its parameters.
    pub fn params(&self) -> Dim {
        let ty = self.over(&format_ident!("f32"));
        self.constant(self.known.map(|known| known.params), quote!(<#ty as nn::Flat>::LEN), "PARAMS")
    }

    /// The multiply-adds of its forward pass, a sample.
    pub fn multiply_adds(&self) -> Dim {
        let ty = self.over(&format_ident!("f32"));
        let code = quote!(<#ty as nn::Network>::MULTIPLY_ADDS);
        self.constant(self.known.map(|known| known.multiply_adds), code, "MULTIPLY_ADDS")
    }

    fn constant(&self, known: Option<u64>, code: TokenStream, name: &str) -> Dim {
        match known {
            Some(n) => Dim::Known(n),
            None => Dim::code(code, format!("{}::{name}", self.path.to_string().replace(' ', ""))),
        }
    }
}

/// A tensor of a stage.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Its name in files and its field in the parameter struct.
    pub name: &'static str,
    /// Its shape in files.
    pub shape: Vec<Dim>,
    /// How its numbers lie in memory.
    pub order: TensorOrder,
    pub init: TensorInit,
}

/// How the numbers of a tensor lie in memory, compared with files.
#[derive(Clone, Debug)]
pub enum TensorOrder {
    Same,
    /// A matrix by columns.
    Transposed,
    /// The axes of the file in the order of memory, the slowest first.
    Axes(&'static [usize]),
    /// A matrix by columns, whose columns belong to a flattened image of so many channels that lies channels last.
    Flattened(Dim),
}

/// What a tensor is at first.
#[derive(Clone, Debug)]
pub enum TensorInit {
    /// A weight: `#[init(…)]`, or what suits the activation behind.
    Weight { fan_in: Dim, fan_out: Dim },
    /// The same for all networks: an initialiser of the runtime and its arguments.
    Always(&'static str, &'static [f64]),
}

/// What a stage holds.
#[derive(Clone)]
pub enum Storage {
    /// Tensors in structs of the runtime.
    Tensors {
        /// The struct of the parameters, and its const arguments.
        params: (&'static str, Vec<Dim>),
        tensors: Vec<Tensor>,
        /// The struct of the running statistics, its const arguments and tensors.
        state: Option<(&'static str, Vec<Dim>, Vec<Tensor>)>,
    },
    /// Another network.
    Network(TypePath),
    /// So many equal networks.
    Repeat(TypePath, Dim),
}

impl Storage {
    /// Parameters without running statistics.
    pub fn params(name: &'static str, dims: Vec<Dim>, tensors: Vec<Tensor>) -> Self {
        Self::Tensors { params: (name, dims), tensors, state: None }
    }

    /// The dimensions that become arguments of types.
    pub fn type_dims(&self) -> Vec<&Dim> {
        match self {
            Self::Tensors { params, state, .. } => params.1.iter().chain(state.iter().flat_map(|s| &s.1)).collect(),
            Self::Network(path) => path.dims.iter().collect(),
            Self::Repeat(path, times) => path.dims.iter().chain([times]).collect(),
        }
    }

    /// The path of the network it is; empty for tensors.
    pub fn path(&self) -> TokenStream {
        match self {
            Self::Tensors { .. } => TokenStream::new(),
            Self::Network(path) | Self::Repeat(path, _) => path.path.clone(),
        }
    }

    /// The number of parameters.
    pub fn len(&self) -> Dim {
        match self {
            Self::Tensors { tensors, .. } => tensors.iter().fold(Dim::Known(0), |sum, t| sum.add(&product(&t.shape))),
            Self::Network(path) => path.params(),
            Self::Repeat(path, times) => path.params().mul(times),
        }
    }

    /// How visible its field may be: not more so than a network of the same call that it is.
    pub fn vis(&self) -> TokenStream {
        match self {
            Self::Network(TypePath { vis: Some(vis), .. }) => vis.to_token_stream(),
            _ => quote!(pub),
        }
    }

    /// Has its weight, a matrix, take a flattened image of this shape as it lies, channels last; whether it can.
    pub fn take_up(&mut self, image: &Shape) -> bool {
        let Self::Tensors { tensors, .. } = self else { return false };
        let weight = tensors.iter_mut().find(|tensor| matches!(tensor.order, TensorOrder::Transposed));
        let took = weight.map(|weight| weight.order = TensorOrder::Flattened(image.channels().0));
        took.is_some()
    }

    /// Whether it holds running statistics; other networks may.
    pub fn has_state(&self) -> bool {
        !matches!(self, Self::Tensors { state: None, .. })
    }

    /// Whether it has a weight that `#[init(…)]` can set.
    pub fn has_weight(&self) -> bool {
        match self {
            Self::Tensors { tensors, .. } => tensors.iter().any(|t| matches!(t.init, TensorInit::Weight { .. })),
            Self::Network(_) | Self::Repeat(..) => false,
        }
    }

    /// The type of the field in the parameter struct.
    pub fn params_type(&self, scalar: &Ident) -> TokenStream {
        match self {
            Self::Tensors { params: (name, dims), .. } => runtime_type(name, dims, scalar),
            Self::Network(path) => path.written(scalar),
            Self::Repeat(path, times) => {
                let (ty, times) = (path.written(scalar), times.argument());
                quote!([#ty; #times])
            }
        }
    }

    /// The type of the field in the struct of gradients.
    pub fn grads_type(&self, scalar: &Ident) -> TokenStream {
        match self {
            Self::Tensors { .. } => self.params_type(scalar),
            Self::Network(path) => of_network(path, "Grads", scalar),
            Self::Repeat(path, times) => {
                let (ty, times) = (of_network(path, "Grads", scalar), times.argument());
                quote!([#ty; #times])
            }
        }
    }

    /// The type of the field in the struct of running statistics.
    pub fn state_type(&self, scalar: &Ident) -> Option<TokenStream> {
        match self {
            Self::Tensors { state, .. } => state.as_ref().map(|(name, dims, _)| runtime_type(name, dims, scalar)),
            Self::Network(path) => Some(of_network(path, "State", scalar)),
            Self::Repeat(path, times) => {
                let (ty, times) = (of_network(path, "State", scalar), times.argument());
                Some(quote!([#ty; #times]))
            }
        }
    }

    /// The type of the field in the view.
    pub fn view_type(&self, scalar: &Ident) -> TokenStream {
        match self {
            Self::Network(path) => {
                let ty = path.guarded(scalar);
                path.underline(quote!(<#ty as ::nn_runtime::Network>::View<'a>))
            }
            _ => {
                let ty = self.params_type(scalar);
                quote!(&'a #ty)
            }
        }
    }

    /// The view of the field.
    pub fn view_of(&self, field: &Ident, scalar: &Ident) -> TokenStream {
        match self {
            Self::Network(path) => {
                let ty = path.over(scalar);
                quote!(<#ty as nn::Network>::view(&self.#field))
            }
            _ => quote!(&self.#field),
        }
    }

    /// The call that appends its parameters to the runs.
    pub fn runs(&self, scalar: &Ident, frozen: bool, decay: Option<f64>) -> TokenStream {
        let len = self.len();
        let decay = match decay {
            Some(decay) => {
                let decay = number(decay);
                quote!(::core::option::Option::Some(#decay))
            }
            None => quote!(::core::option::Option::None),
        };
        match self {
            _ if frozen => quote!(.frozen(#len)),
            Self::Tensors { .. } => quote!(.trained(#len, #decay)),
            Self::Network(path) => {
                let ty = path.over(scalar);
                quote!(.network(&<#ty as nn::Network>::RUNS, #len, #decay))
            }
            Self::Repeat(path, times) => {
                let (ty, len) = (path.over(scalar), path.params());
                quote!(.repeat(#times, &<#ty as nn::Network>::RUNS, #len, #decay))
            }
        }
    }

    /// The calls that list its tensors.
    pub fn list(&self, key: &str, scalar: &Ident) -> TokenStream {
        match self {
            Self::Tensors { tensors, state, .. } => {
                let params = tensors.iter().map(|t| {
                    let (key, shape) = (format!("{key}.{}", t.name), &t.shape);
                    let order = &t.order;
                    quote!(to.param(#key, &[#(#shape),*], nn::Order::#order);)
                });
                let state = state.iter().flat_map(|s| &s.2).map(|t| {
                    let (key, shape) = (format!("{key}.{}", t.name), &t.shape);
                    quote!(to.state(#key, &[#(#shape),*]);)
                });
                quote!(#(#params)* #(#state)*)
            }
            Self::Network(path) => {
                let ty = path.over(scalar);
                quote!(to.network::<#ty>(#key);)
            }
            Self::Repeat(path, times) => {
                let ty = path.over(scalar);
                quote!(to.repeat::<#ty>(#key, #times);)
            }
        }
    }

    /// The calls that set its initial values.
    pub fn init(&self, field: &Ident, chosen: Option<&Init>, scalar: &Ident) -> TokenStream {
        match self {
            Self::Tensors { tensors, state, .. } => {
                let params = tensors.iter().map(|t| t.initial(quote!(self.#field), chosen));
                let state = state.iter().flat_map(|s| &s.2).map(|t| t.initial(quote!(state.#field), None));
                quote!(#(#params)* #(#state)*)
            }
            Self::Network(path) => {
                let ty = path.over(scalar);
                quote!(<#ty as nn::Network>::init(&mut self.#field, &mut state.#field, rng);)
            }
            Self::Repeat(..) => quote! {
                for (block, state) in self.#field.iter_mut().zip(&mut state.#field) {
                    nn::Network::init(block, state, rng);
                }
            },
        }
    }
}

impl Tensor {
    /// One number a feature.
    pub fn vector(name: &'static str, len: Dim, init: TensorInit) -> Self {
        Self { name, shape: vec![len], order: TensorOrder::Same, init }
    }

    fn initial(&self, owner: TokenStream, chosen: Option<&Init>) -> TokenStream {
        let field = format_ident!("{}", self.name);
        let (one, xavier) = (Dim::Known(1), Init { name: "xavier_uniform", gain: 1.0, args: vec![] });
        let (fans, init) = match &self.init {
            TensorInit::Weight { fan_in, fan_out } => ((fan_in, fan_out), chosen.cloned().unwrap_or(xavier)),
            TensorInit::Always(name, args) => ((&one, &one), Init { name, gain: 1.0, args: args.to_vec() }),
        };
        let ((fan_in, fan_out), Init { name, gain, args }) = (fans, init);
        let (name, gain) = (format_ident!("{name}"), Literal::f64_unsuffixed(gain));
        let args = args.into_iter().map(number);
        let fans = quote!(nn::Fans { fan_in: #fan_in, fan_out: #fan_out });
        quote!(nn::initializers::#name(rng, #owner.#field.as_mut_slice(), #fans, #gain #(, #args)*);)
    }
}

impl ToTokens for TensorOrder {
    /// What stands behind `nn::Order::`.
    fn to_tokens(&self, to: &mut TokenStream) {
        to.extend(match self {
            Self::Same => quote!(Same),
            Self::Transposed => quote!(Transposed),
            Self::Axes(axes) => {
                let axes = axes.iter().map(|&axis| Literal::usize_unsuffixed(axis));
                quote!(Axes(&[#(#axes),*]))
            }
            Self::Flattened(channels) => quote!(Flattened { channels: #channels }),
        });
    }
}

/// The same tokens, from one place to another: rustc underlines all between the first token and the last one.
fn respan(code: TokenStream, start: Span, end: Span) -> TokenStream {
    let mut tokens: Vec<_> = code.into_iter().collect();
    tokens.iter_mut().take(1).for_each(|first| first.set_span(start));
    tokens.iter_mut().last().into_iter().for_each(|last| last.set_span(end));
    tokens.into_iter().collect()
}

fn runtime_type(name: &str, dims: &[Dim], scalar: &Ident) -> TokenStream {
    let name = format_ident!("{name}");
    let dims = dims.iter().map(Dim::argument);
    quote!(::nn_runtime::layers::#name<#scalar #(, #dims)*>)
}

fn of_network(path: &TypePath, item: &str, scalar: &Ident) -> TokenStream {
    let (ty, item) = (path.guarded(scalar), format_ident!("{item}"));
    path.underline(quote!(<#ty as ::nn_runtime::Network>::#item))
}

/// A number as code, with its sign; `Literal` takes none.
pub fn number(x: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(x.abs());
    if x.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
}
