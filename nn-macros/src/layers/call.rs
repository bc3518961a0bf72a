//! What a layer is handed to write its calls with. All of it is code: names of slices, sinks and references.

use proc_macro2::TokenStream;
use quote::quote;

use super::storage::Generics;

/// For the calls of inference and of the forward pass.
pub struct Forward {
    /// `&[T]`, one an input.
    pub ins: Vec<TokenStream>,
    /// `&mut [T]`, one an output.
    pub outs: Vec<TokenStream>,
    /// A reference to the parameters; the view of another network.
    pub net: TokenStream,
    /// A reference to the running statistics, exclusive in training.
    pub state: TokenStream,
    /// `&mut [T]`, one for each piece of [`Memory::saved`](super::storage::Memory).
    pub saved: Vec<TokenStream>,
    /// `&mut [T]`, one for each piece of memory of this pass.
    pub memory: Vec<TokenStream>,
    /// The norm folded in, at inference.
    pub norm: Option<TokenStream>,
    /// The activation folded in, `Identity` where there is none.
    pub activation: TokenStream,
    /// Whether a network within may be asked for gradients of its inputs, a const expression.
    pub asked: TokenStream,
    /// What the step tells this node.
    pub step: TokenStream,
    pub generics: Generics,
}

impl Forward {
    /// What a layer of one input adds, if a sum was folded in.
    pub fn addend(&self) -> TokenStream {
        optional(self.ins.get(1))
    }

    /// Where the places of maxima go that were folded in: nowhere at inference.
    pub fn places(&self) -> TokenStream {
        optional(self.saved.first())
    }
}

/// An `Option` of the runtime.
fn optional(code: Option<&TokenStream>) -> TokenStream {
    match code {
        Some(code) => quote!(::core::option::Option::Some(#code)),
        None => quote!(::core::option::Option::None),
    }
}

/// For the calls of the backward pass.
pub struct Backward {
    /// `&[T]`, one an input; valid for what [`Needs`](super::Needs) asks.
    pub ins: Vec<TokenStream>,
    /// `&[T]`, one an output; valid for what [`Needs`](super::Needs) asks.
    pub outs: Vec<TokenStream>,
    /// `&mut [T]`, the gradient of each output; may be overwritten.
    pub d_outs: Vec<TokenStream>,
    /// The inputs whose gradients this call computes, each with its `Sink`. A layer of several inputs is asked once for
    /// each (two of them may be one value), unless it says that it takes all at once.
    pub d_ins: Vec<(usize, TokenStream)>,
    pub net: TokenStream,
    pub state: TokenStream,
    /// `Option<&mut Grads>`.
    pub grads: TokenStream,
    /// Whether gradients of parameters are stored or added.
    pub beta: TokenStream,
    pub saved: Vec<TokenStream>,
    pub memory: Vec<TokenStream>,
    pub activation: TokenStream,
    pub asked: TokenStream,
    pub step: TokenStream,
    pub generics: Generics,
}

impl Backward {
    /// The sink of the only input.
    pub fn d_in(&self) -> &TokenStream {
        &self.d_ins[0].1
    }

    /// The sink of what a layer of one input adds, if a sum was folded in.
    pub fn d_addend(&self) -> TokenStream {
        optional(self.d_ins.get(1).map(|(_, sink)| sink))
    }
}
