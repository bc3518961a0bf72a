//! From a checked graph to Rust. Nothing here can fail: whatever a user got wrong has been said before.
//!
//! Generated code names things of the runtime by the path `nn::…`, an alias inside a block of its own.

mod completion;
mod contract;
mod docs;
mod fingerprint;
mod inherent;
mod losses;
mod passes;
mod plan;
mod structs;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub use self::completion::completion;
use crate::graph::liveness::{Inference, Training};
use crate::graph::verify::{Broken, verify};
use crate::graph::{Graph, liveness, modes, orders};
use crate::layers::storage::Generics;

/// A network ready to be written: its graphs and their memory.
struct Parts<'a> {
    /// As it was checked.
    checked: &'a Graph,
    /// With memory orders: the stages, the inputs, the outputs with their heads.
    graph: &'a Graph,
    infer: Graph,
    train: Graph,
    inference: Inference,
    training: Training,
    generics: Generics,
}

/// The code of one network.
pub fn network(checked: &Graph) -> Result<TokenStream, Broken> {
    let ordered = orders::assign(checked);
    verify(&ordered, "orders")?;
    let graph = &ordered;
    let (infer, train) = (modes::inference(graph)?, modes::training(graph)?);
    let (inference, training) = (liveness::inference(&infer), liveness::training(&train));
    let parts = Parts { checked, graph, infer, train, inference, training, generics: generics(graph) };
    let structs = structs::emit(&parts);
    let (flat, contract, inherent) = (structs::flat(&parts), contract::emit(&parts), inherent::emit(&parts));
    let (outputs, losses) = (losses::emit_struct(&parts), losses::emit(&parts));
    Ok(quote! {
        #structs
        #outputs
        #[automatically_derived]
        #[allow(unused_variables, unused_mut, clippy::all, clippy::pedantic)]
        const _: () = {
            use ::nn_runtime::__private as nn;
            #flat
            #contract
            #inherent
            #losses
        };
    })
}

impl Parts<'_> {
    /// `const HIDDEN: usize,`, one for each const parameter.
    fn const_params(&self) -> TokenStream {
        let generics = &self.graph.generics;
        quote!(#(const #generics: usize,)*)
    }

    /// The type of a struct that belongs to the network, over a scalar.
    fn ty(&self, suffix: &str, scalar: &Ident) -> TokenStream {
        let (name, generics) = (format_ident!("{}{suffix}", self.graph.name), &self.graph.generics);
        quote!(#name<#(#generics,)* #scalar>)
    }

    /// The fields of trained stages exist.
    fn has_grads(&self) -> bool {
        self.graph.stages.iter().any(|s| !s.frozen)
    }

    fn has_state(&self) -> bool {
        self.graph.stages.iter().any(|s| s.storage.has_state())
    }

    /// The type of the gradients.
    fn grads_type(&self) -> TokenStream {
        let scalar = &self.generics.scalar;
        if self.has_grads() { self.ty("Grads", scalar) } else { quote!(nn::Nothing<#scalar>) }
    }

    /// The type of the running statistics.
    fn state_type(&self) -> TokenStream {
        let scalar = &self.generics.scalar;
        if self.has_state() { self.ty("State", scalar) } else { quote!(nn::Nothing<#scalar>) }
    }
}

/// Generic parameters with names that hide none of the user's constants.
fn generics(graph: &Graph) -> Generics {
    let fresh = |name| fresh(graph, name);
    Generics { scalar: fresh("T"), isa: fresh("S"), batch: fresh("B"), asked: fresh("DX") }
}

/// A name for a generic parameter, or nearly so where the user's code mentions it.
fn fresh(graph: &Graph, name: &str) -> Ident {
    let mut name = format_ident!("{name}");
    while graph.mentions(&name) {
        name = format_ident!("{name}_");
    }
    name
}
