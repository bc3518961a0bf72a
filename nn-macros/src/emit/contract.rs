//! The impl of the runtime's `Network`: what goes in and out, the tables, and the passes.

use std::collections::BTreeSet;

use proc_macro2::{Literal, Span, TokenStream, token_stream};
use quote::{format_ident, quote, quote_spanned};

use super::{Parts, fingerprint, fresh, passes, plan};
use crate::graph::in_place::Whole;
use crate::graph::{Graph, Read, ValueId};
use crate::layers::head::Head;
use crate::shape::dim::{Dim, Shape};

pub fn emit(parts: &Parts<'_>) -> TokenStream {
    let (graph, generics) = (parts.graph, &parts.generics);
    let (scalar, consts) = (&generics.scalar, parts.const_params());
    let (ty, name) = (parts.ty("", scalar), graph.name.to_string());
    let types = types(parts);
    let tables = tables(parts);
    let (view, init, list) = (view(parts), init(parts), list(parts));
    let (infer, forward, backward) = (passes::infer(parts), passes::forward(parts), passes::backward(parts));
    let guards = guards(parts);
    let free = graph.checks.iter().filter(|c| !c.generic);
    quote! {
        #guards
        #(const _: () = #free;)*
        #[diagnostic::do_not_recommend]
        impl<#consts #scalar: nn::Scalar> nn::Network for #ty {
            #types
            const NAME: &'static str = #name;
            #tables
            #view
            #init
            #list
            #infer
            #forward
            #backward
        }
    }
}

/// `const IS_NETWORK_1: bool = nn::is_network(<my::Body<f32> as nn::Network>::NAME);` is the one place where rustc says of a
/// path that it names no network; `type __Foreign1<T> = …;` is what it names.
fn guards(parts: &Parts<'_>) -> Option<TokenStream> {
    let (foreign, scalar) = (&parts.graph.foreign, &parts.generics.scalar);
    let consts = foreign.iter().enumerate().map(|(i, path)| {
        let (name, ty) = (Graph::guard_const(i), path.written(&format_ident!("f32")));
        let asked = path.underline(quote!(<#ty as nn::Network>::NAME));
        quote!(const #name: bool = nn::is_network(#asked);)
    });
    let aliases = foreign.iter().filter_map(|path| {
        let (alias, ty) = (&path.guard.as_ref()?.alias, path.guarded(scalar));
        Some(quote!(type #alias<#scalar> = #ty;))
    });
    let owner = parts.graph.guard_owner();
    (!foreign.is_empty()).then(|| quote!(impl #owner { #(#consts)* } #(#aliases)*))
}

/// One item as it is, several as a tuple.
fn tuple(items: Vec<TokenStream>) -> TokenStream {
    match &items[..] {
        [one] => one.clone(),
        _ => quote!((#(#items),*)),
    }
}

/// The type of each output.
fn output_types(parts: &Parts<'_>) -> Vec<TokenStream> {
    let outputs = parts.graph.outputs.iter().map(|o| match &o.head {
        Head::Type(name) => {
            let (head, len) = (format_ident!("{name}"), o.shape.len().argument());
            quote!(nn::Output<nn::head::#head, #len>)
        }
        Head::Of(path, _) => {
            let ty = path.over(&format_ident!("f32"));
            path.underline(quote!(<#ty as nn::Network>::Outputs))
        }
        Head::Applied(path, output) => {
            let (ty, at) = (path.over(&format_ident!("f32")), Literal::usize_unsuffixed(*output));
            let len = o.shape.len().argument();
            quote!(nn::Output<<<#ty as nn::Network>::Outputs as nn::At<#at>>::Head, #len>)
        }
    });
    outputs.collect()
}

/// The network from elsewhere that the outputs are those of, to be underlined where a public network ends in a private one.
fn outputs_place(parts: &Parts<'_>) -> (Span, Span) {
    let paths = parts.graph.outputs.iter().filter_map(|output| match &output.head {
        Head::Type(_) => None,
        Head::Of(path, _) | Head::Applied(path, _) => Some(path.path.clone().into_iter()),
    });
    let spans = |mut path: token_stream::IntoIter| {
        let first = path.next()?.span();
        Some((first, path.last().map_or(first, |last| last.span())))
    };
    paths.filter_map(spans).next().unwrap_or((Span::call_site(), Span::call_site()))
}

fn types(parts: &Parts<'_>) -> TokenStream {
    let graph = parts.graph;
    let inputs = graph.inputs.iter().map(|&v| {
        let len = graph.shape(v).len().argument();
        quote!(nn::Values<#len>)
    });
    let (inputs, outputs) = (tuple(inputs.collect()), tuple(output_types(parts)));
    let (grads, state) = (parts.grads_type(), parts.state_type());
    let (view, consts) = (format_ident!("{}View", graph.name), &graph.generics);
    let (scalar, other) = (&parts.generics.scalar, fresh(graph, "U"));
    let other_ty = parts.ty("", &other);
    let (start, end) = outputs_place(parts);
    let (keyword, name, semicolon) =
        (quote_spanned!(start=> type), quote_spanned!(end=> Outputs =), quote_spanned!(end=> ;));
    quote! {
        type Inputs = #inputs;
        #keyword #name #outputs #semicolon
        type Grads = #grads;
        type State = #state;
        type View<'a> = #view<'a, #(#consts,)* #scalar>;
        type As<#other: nn::Scalar> = #other_ty;
    }
}

fn shapes(shapes: impl Iterator<Item = Shape>) -> TokenStream {
    let shapes = shapes.map(|s| {
        let dims = s.0;
        quote!(&[#(#dims),*])
    });
    quote!(&[#(#shapes),*])
}

fn tables(parts: &Parts<'_>) -> TokenStream {
    let (graph, scalar) = (parts.graph, &parts.generics.scalar);
    let inputs = shapes(graph.inputs.iter().map(|&v| graph.shape(v).clone()));
    let outputs = shapes(graph.outputs.iter().map(|o| o.shape.clone()));
    let runs = graph.stages.iter().map(|s| s.storage.runs(scalar, s.frozen, s.decay));
    // A frozen stage is not trained, so nothing of it takes batch statistics.
    let trained = graph.nodes.iter().filter(|n| !n.frozen);
    let coupled: Vec<_> = trained.filter_map(|n| n.layer.coupled(&parts.generics)).collect();
    let coupled = if coupled.is_empty() { quote!(false) } else { quote!(#(#coupled)||*) };
    let (plan, fingerprint, adds) = (plan::emit(parts), fingerprint::emit(parts), graph.multiply_adds());
    let (reads, in_place, summary) = (reads(parts), in_place(parts), summary(parts));
    // Checks that depend on a const parameter run when the plan is evaluated.
    let checks: Vec<_> = graph.checks.iter().filter(|c| c.generic).collect();
    let plan = if checks.is_empty() { plan } else { quote!({ #(#checks;)* #plan }) };
    quote! {
        const INPUT_SHAPES: &'static [&'static [usize]] = #inputs;
        const OUTPUT_SHAPES: &'static [&'static [usize]] = #outputs;
        const RUNS: nn::Runs = nn::Runs::new()#(#runs)*;
        const COUPLED: bool = #coupled;
        const PLAN: nn::Plan = #plan;
        const READS: nn::Reads = #reads;
        const IN_PLACE: bool = #in_place;
        const MULTIPLY_ADDS: usize = #adds;
        const FINGERPRINT: u64 = #fingerprint;
        const SUMMARY: nn::Summary = #summary;
    }
}

/// Which inputs and outputs the backward pass reads where its caller has them.
fn reads(parts: &Parts<'_>) -> TokenStream {
    let graph = &parts.train;
    let one = |value: ValueId| {
        let readers = graph.read_again(value);
        let within = readers.iter().filter_map(|(_, read)| match read {
            Read::Within(within) => Some(plan::reads(parts, *within)),
            Read::Always | Read::Never => None,
        });
        let (within, always) = (within.collect::<Vec<_>>(), readers.iter().any(|(_, read)| *read == Read::Always));
        if always || within.is_empty() { quote!(#always) } else { quote!(#(#within)||*) }
    };
    let outputs = graph.outputs.iter().enumerate().map(|(i, output)| match parts.training.before_heads.get(&i) {
        Some(_) => quote!(false),
        None => one(output.value),
    });
    let (inputs, outputs) = (graph.inputs.iter().map(|&v| one(v)), outputs);
    quote!(nn::Reads { inputs: &[#(#inputs),*], outputs: &[#(#outputs),*] })
}

/// Whether the gradient of the input may take the place of that of the output.
fn in_place(parts: &Parts<'_>) -> TokenStream {
    match parts.training.in_place.whole {
        Whole::Never => quote!(false),
        Whole::Always(_) => quote!(true),
        Whole::Within(node, _) => plan::in_place(parts, node),
    }
}

fn summary(parts: &Parts<'_>) -> TokenStream {
    let (graph, name) = (parts.graph, parts.graph.name.to_string());
    let inputs = graph.inputs.iter().zip(&graph.input_names).map(|(&v, name)| {
        let dims = &graph.shape(v).0;
        quote!((#name, &[#(#dims),*]))
    });
    let mut counted = BTreeSet::new();
    let rows = graph.nodes.iter().map(|n| {
        let stage = n.stage.map(|s| &graph.stages[s]);
        let field = stage.map_or(String::new(), |s| s.field.to_string());
        let text = stage.map_or_else(|| n.text(), |s| s.text.clone());
        // A shared layer has several rows, but its parameters once.
        let params = stage.filter(|_| counted.insert(n.stage)).map_or(Dim::Known(0), |s| s.storage.len());
        let (dims, frozen) = (&graph.shape(n.outs[0]).0, n.frozen);
        // The lengths that windows leave over are calls, which only a const of their own makes last.
        let shape = match dims.iter().all(|dim| dim.known().is_some()) {
            true => quote!(&[#(#dims),*]),
            false => quote!(const { &[#(#dims),*] }),
        };
        quote!(nn::Row::new(#field, #text, #shape, #params, #frozen))
    });
    quote! {
        nn::Summary {
            name: #name,
            inputs: &[#(#inputs),*],
            rows: &[#(#rows),*],
            params: <Self as nn::Flat>::LEN,
            trained: <Self::Grads as nn::Flat>::LEN,
            state: <Self::State as nn::Flat>::LEN,
            multiply_adds: Self::MULTIPLY_ADDS,
            infer: nn::inference_len::<Self>(1),
            train: nn::training_len::<Self>(1),
        }
    }
}

fn view(parts: &Parts<'_>) -> TokenStream {
    let name = format_ident!("{}View", parts.graph.name);
    let fields = parts.graph.stages.iter().map(|s| {
        let (field, view) = (&s.field, s.storage.view_of(&s.field, &parts.generics.scalar));
        quote!(#field: #view)
    });
    let nothing = parts.graph.stages.is_empty().then(|| quote!(nothing: ::core::marker::PhantomData));
    quote! {
        #[inline(always)]
        fn view(&self) -> Self::View<'_> {
            #name { #(#fields,)* #nothing }
        }
    }
}

fn init(parts: &Parts<'_>) -> TokenStream {
    let stages = parts.graph.stages.iter().map(|s| s.storage.init(&s.field, s.init.as_ref(), &parts.generics.scalar));
    quote! {
        fn init(&mut self, state: &mut Self::State, rng: &mut nn::Rng) {
            #(#stages)*
        }
    }
}

fn list(parts: &Parts<'_>) -> TokenStream {
    let stages = parts.graph.stages.iter().map(|s| s.storage.list(&s.key, &parts.generics.scalar));
    quote! {
        fn list(to: &mut nn::Listing<'_>) {
            #(#stages)*
        }
    }
}
