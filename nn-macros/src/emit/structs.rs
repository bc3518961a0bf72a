//! The structs of a network: parameters, gradients, running statistics, and the view of one reference a stage.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Parts, docs};
use crate::graph::Stage;

pub fn emit(parts: &Parts<'_>) -> TokenStream {
    let (params, view) = (params(parts), view(parts));
    let grads = parts.has_grads().then(|| grads(parts));
    let state = parts.has_state().then(|| state(parts));
    quote!(#params #grads #state #view)
}

/// Hidden from documentation where it is a part of a `repeat`.
fn hidden(parts: &Parts<'_>) -> Option<TokenStream> {
    parts.graph.block_of.as_ref().map(|_| quote!(#[doc(hidden)]))
}

/// `pub struct Digits<T = f32> { pub hidden: Dense<T, 64, 32>, … }`
fn params(parts: &Parts<'_>) -> TokenStream {
    let graph = parts.graph;
    let (attrs, vis, name, consts) = (&graph.attrs, &graph.vis, &graph.name, parts.const_params());
    let (scalar, docs, hidden) = (&parts.generics.scalar, docs::network(graph), hidden(parts));
    let fields = graph.stages.iter().map(|s| field(s, s.storage.params_type(scalar)));
    let nothing = graph.stages.is_empty().then(|| quote!(nothing: ::nn_runtime::Nothing<#scalar>));
    quote! {
        #(#attrs)*
        #(#[doc = #docs])*
        #hidden
        #[repr(C)]
        #vis struct #name<#consts #scalar = f32> { #(#fields,)* #nothing }
    }
}

/// The field of a stage.
fn field(stage: &Stage, ty: TokenStream) -> TokenStream {
    let (doc, vis, name) = (format!(" `{}`", stage.text), stage.storage.vis(), &stage.field);
    quote!(#[doc = #doc] #vis #name: #ty)
}

fn grads(parts: &Parts<'_>) -> TokenStream {
    let scalar = &parts.generics.scalar;
    let trained = parts.graph.stages.iter().filter(|s| !s.frozen);
    companion(parts, "Grads", "The gradients", trained.map(|s| (s, s.storage.grads_type(scalar))).collect())
}

fn state(parts: &Parts<'_>) -> TokenStream {
    let scalar = &parts.generics.scalar;
    let stages = parts.graph.stages.iter();
    let fields = stages.filter_map(|s| s.storage.state_type(scalar).map(|ty| (s, ty))).collect();
    companion(parts, "State", "The running statistics", fields)
}

fn companion(parts: &Parts<'_>, suffix: &str, what: &str, fields: Vec<(&Stage, TokenStream)>) -> TokenStream {
    let graph = parts.graph;
    let (vis, name, consts) = (&graph.vis, format_ident!("{}{suffix}", graph.name), parts.const_params());
    let (scalar, doc, hidden) = (&parts.generics.scalar, format!(" {what} of [`{}`].", graph.name), hidden(parts));
    let fields = fields.into_iter().map(|(s, ty)| field(s, ty));
    quote! {
        #[doc = #doc]
        #hidden
        #[repr(C)]
        #vis struct #name<#consts #scalar: ::nn_runtime::Scalar = f32> { #(#fields),* }
    }
}

fn view(parts: &Parts<'_>) -> TokenStream {
    let graph = parts.graph;
    // Of a name that is not in camel case the lint speaks where the user wrote it, once.
    let name = format_ident!("{}View", graph.name, span = proc_macro2::Span::call_site());
    let (vis, consts) = (&graph.vis, parts.const_params());
    let (scalar, hidden) = (&parts.generics.scalar, hidden(parts));
    let doc = format!(" One reference a stage of [`{}`], so that some may lie in flash.", graph.name);
    let fields = graph.stages.iter().map(|s| field(s, s.storage.view_type(scalar)));
    let nothing = graph.stages.is_empty().then(|| quote!(nothing: ::nn_runtime::Nothing<&'a #scalar>));
    quote! {
        #[doc = #doc]
        #hidden
        #[derive(Clone, Copy)]
        #vis struct #name<'a, #consts #scalar: ::nn_runtime::Scalar = f32> { #(#fields,)* #nothing }
    }
}

/// The structs are flat, and print themselves.
pub fn flat(parts: &Parts<'_>) -> TokenStream {
    let (scalar, consts) = (&parts.generics.scalar, parts.const_params());
    let flat = |suffix: &str| {
        let ty = parts.ty(suffix, scalar);
        // The contract of `Flat`: `repr(C)`, and every field is a parameter struct of the runtime, another network, or
        // an array of these, over one scalar.
        quote! {
            unsafe impl<#consts #scalar: nn::Scalar> nn::Flat for #ty {
                type T = #scalar;
            }
        }
    };
    let debug = |suffix: &str| {
        let (ty, name) = (parts.ty(suffix, scalar), format!("{}{suffix}", parts.graph.name));
        quote! {
            impl<#consts #scalar: nn::Scalar> ::core::fmt::Debug for #ty {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    nn::debug(self, #name, f)
                }
            }
        }
    };
    let grads = parts.has_grads().then_some("Grads");
    let state = parts.has_state().then_some("State");
    let suffixes: Vec<&str> = [Some(""), grads, state].into_iter().flatten().collect();
    let (flats, debugs) = (suffixes.iter().map(|s| flat(s)), suffixes.iter().map(|s| debug(s)));
    quote!(#(#flats)* #(#debugs)*)
}
