//! The three passes: one call a node, in order, and in the opposite order for the backward pass.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Parts, plan};
use crate::graph::liveness::{Inference, Loc, Places, Slot, Want};
use crate::graph::{Graph, Node, NodeId, Read, StageId, ValueId};
use crate::layers::InPlace;
use crate::layers::call::{Backward, Forward};
use crate::layers::storage::Generics;

/// The slots that one node uses, as slices under their names.
struct Slots<'a> {
    slots: &'a [Slot],
    used: BTreeSet<usize>,
    /// Slots that are not always there, and the condition.
    only_if: BTreeMap<usize, TokenStream>,
}

impl<'a> Slots<'a> {
    fn new(slots: &'a [Slot]) -> Self {
        Self { slots, used: BTreeSet::new(), only_if: BTreeMap::new() }
    }

    fn name(&mut self, slot: usize) -> TokenStream {
        self.used.insert(slot);
        let name = format_ident!("{}", self.slots[slot].name);
        quote!(#name)
    }

    /// Those of a node among what some have.
    fn of(&mut self, slots: &BTreeMap<NodeId, Vec<usize>>, node: NodeId) -> Vec<TokenStream> {
        slots.get(&node).into_iter().flatten().map(|&s| self.name(s)).collect()
    }

    fn span(&self, slot: usize) -> TokenStream {
        let index = Literal::usize_unsuffixed(slot);
        let only_if = self.only_if.get(&slot).map(|condition| quote!(.only_if(#condition)));
        quote!(at[#index] #only_if)
    }

    /// `let [hidden] = nn::slots(memory, [at[0]]);`
    fn bind(&self) -> Option<TokenStream> {
        let (names, at): (Vec<_>, Vec<_>) =
            self.used.iter().map(|&s| (format_ident!("{}", self.slots[s].name), self.span(s))).unzip();
        (!names.is_empty()).then(|| quote!(let [#(#names),*] = nn::slots(memory, [#(#at),*]);))
    }
}

/// The spans of the slots during a part: `let at = const { … };`
fn spans(parts: &Parts<'_>, slots: &[Slot], part: TokenStream) -> Option<TokenStream> {
    let (batch, count) = (&parts.generics.batch, Literal::usize_unsuffixed(slots.len()));
    (!slots.is_empty()).then(|| quote!(let at = const { nn::spans::<#count>(&Self::PLAN, nn::Part::#part, #batch) };))
}

/// `let (a, b) = x;`; nothing where the name is the same already.
fn unpack(names: &[Ident], from: &str, mutable: bool) -> TokenStream {
    let (from, mutable) = (format_ident!("{from}"), mutable.then(|| quote!(mut)));
    match names {
        [one] if *one == from => quote!(),
        [one] => quote!(let #mutable #one = #from;),
        many => quote!(let (#(#mutable #many),*) = #from;),
    }
}

fn input_names(graph: &Graph) -> Vec<Ident> {
    graph.inputs.iter().map(|&v| format_ident!("{}", graph.values[v].name)).collect()
}

fn output_names(graph: &Graph) -> Vec<Ident> {
    graph.outputs.iter().map(|o| format_ident!("{}", o.local)).collect()
}

/// `dx`, or `d_a`, `d_b` where there are several inputs.
fn input_gradients(graph: &Graph) -> Vec<Ident> {
    match &graph.inputs[..] {
        [_] => vec![format_ident!("dx")],
        many => many.iter().map(|&v| format_ident!("d_{}", graph.values[v].name)).collect(),
    }
}

fn output_gradients(graph: &Graph) -> Vec<Ident> {
    match &graph.outputs[..] {
        [_] => vec![format_ident!("dy")],
        many => many.iter().map(|o| format_ident!("d_{}", o.local)).collect(),
    }
}

/// The slice of a value that a pass reads.
fn input(graph: &Graph, places: &Places, slots: &mut Slots<'_>, value: ValueId) -> TokenStream {
    let slice = slice(graph, places, slots, value);
    match places.values.get(&graph.root(value)) {
        Some(Loc::Output(_)) => quote!(&*#slice),
        _ => slice,
    }
}

/// The slice of a value that a pass computes.
fn slice(graph: &Graph, places: &Places, slots: &mut Slots<'_>, value: ValueId) -> TokenStream {
    let name = match places.values.get(&graph.root(value)) {
        Some(Loc::Input(i)) => &input_names(graph)[*i],
        Some(Loc::Output(i)) => &output_names(graph)[*i],
        Some(Loc::Slot(slot)) => return slots.name(*slot),
        None => return quote!(&[]),
    };
    quote!(#name)
}

/// The slice of a value in a backward pass; one that is not read may be gone.
fn again(parts: &Parts<'_>, slots: &mut Slots<'_>, value: ValueId, read: Read) -> TokenStream {
    let (graph, training) = (&parts.train, &parts.training);
    match training.forward.values.get(&graph.root(value)) {
        None => quote!(&mut []),
        _ if read == Read::Never => quote!(&mut []),
        Some(Loc::Output(i)) if training.before_heads.contains_key(i) => slots.name(training.before_heads[i]),
        Some(Loc::Slot(slot)) => {
            if let Read::Within(within) = read {
                slots.only_if.insert(*slot, plan::reads(parts, within));
            }
            slots.name(*slot)
        }
        Some(_) => slice(graph, &training.forward, slots, value),
    }
}

/// Whether a network that is this node, or its blocks, may be asked for gradients of inputs.
fn asked(parts: &Parts<'_>, node: NodeId) -> TokenStream {
    let (training, asked) = (&parts.training, &parts.generics.asked);
    let always = training.saved.get(&node).into_iter().flatten().any(|&s| training.slots[s].asks);
    if always { quote!(true) } else { quote!(#asked) }
}

fn stage_of<'a>(graph: &'a Graph, node: &Node) -> Option<&'a Ident> {
    node.stage.map(|s| &graph.stages[s].field)
}

fn net(graph: &Graph, node: &Node) -> TokenStream {
    stage_of(graph, node).map(|field| quote!(net.#field)).unwrap_or_default()
}

/// A reference to the running statistics of a node that has some.
fn state(graph: &Graph, node: &Node, reference: TokenStream) -> TokenStream {
    let holds = node.stage.is_some_and(|s| graph.stages[s].storage.has_state());
    let field = stage_of(graph, node).filter(|_| holds);
    field.map(|field| quote!(#reference state.#field)).unwrap_or_default()
}

fn norm(graph: &Graph, node: &Node) -> Option<TokenStream> {
    let norm = node.norm.as_ref()?;
    Some(norm.layer.emit_norm(&graph.site(norm), &net(graph, norm), &state(graph, norm, quote!(&))))
}

fn activation(node: &Node) -> TokenStream {
    node.fused.as_ref().map_or(quote!(nn::layers::Identity), |a| a.code.clone())
}

fn step(node: &Node) -> TokenStream {
    let (part, frozen) = (Literal::u64_unsuffixed(node.part), node.frozen);
    quote!(step.part(#part, #frozen))
}

pub fn infer(parts: &Parts<'_>) -> TokenStream {
    let (graph, Inference { slots: all, places }) = (&parts.infer, &parts.inference);
    let (isa, batch, scalar) = (&parts.generics.isa, &parts.generics.batch, &parts.generics.scalar);
    let (x, y) = (unpack(&input_names(graph), "x", false), unpack(&output_names(graph), "y", false));
    let at = spans(parts, all, quote!(Infer));
    let calls = graph.nodes.iter().enumerate().map(|(i, node)| {
        let mut slots = Slots::new(all);
        let call = Forward {
            ins: node.ins.iter().map(|&v| input(graph, places, &mut slots, v)).collect(),
            outs: node.outs.iter().map(|&v| slice(graph, places, &mut slots, v)).collect(),
            net: net(graph, node),
            state: state(graph, node, quote!(&)),
            saved: vec![],
            memory: slots.of(&places.memory, i),
            norm: norm(graph, node),
            activation: activation(node),
            asked: TokenStream::new(),
            step: TokenStream::new(),
            generics: parts.generics.clone(),
        };
        let (bind, call) = (slots.bind(), node.layer.emit_infer(&graph.site(node), &call));
        quote!(#bind #call)
    });
    quote! {
        #[inline(always)]
        fn infer<#isa: nn::Isa, const #batch: usize>(
            isa: #isa,
            net: Self::View<'_>,
            state: &Self::State,
            x: nn::Xs<'_, Self>,
            y: nn::Ys<'_, Self>,
            memory: &mut [#scalar],
            n: usize,
        ) {
            #x #y #at #(#calls)*
        }
    }
}

pub fn forward(parts: &Parts<'_>) -> TokenStream {
    let (graph, training) = (&parts.train, &parts.training);
    let (places, Generics { scalar, isa, batch, asked: dx }) = (&training.forward, &parts.generics);
    let (x, y) = (unpack(&input_names(graph), "x", false), unpack(&output_names(graph), "y", false));
    let at = spans(parts, &training.slots, quote!(Forward(#dx)));
    let calls = graph.nodes.iter().enumerate().map(|(i, node)| {
        let mut slots = Slots::new(&training.slots);
        let call = Forward {
            ins: node.ins.iter().map(|&v| input(graph, places, &mut slots, v)).collect(),
            outs: node.outs.iter().map(|&v| slice(graph, places, &mut slots, v)).collect(),
            net: net(graph, node),
            state: state(graph, node, quote!(&mut)),
            saved: slots.of(&training.saved, i),
            memory: slots.of(&places.memory, i),
            norm: None,
            activation: activation(node),
            asked: asked(parts, i),
            step: step(node),
            generics: parts.generics.clone(),
        };
        let (call, kept) = (node.layer.emit_forward(&graph.site(node), &call), before_heads(parts, node, &mut slots));
        let bind = slots.bind();
        quote!(#bind #call #kept)
    });
    quote! {
        #[inline(always)]
        fn forward<#isa: nn::Isa, const #batch: usize, const #dx: bool>(
            isa: #isa,
            net: Self::View<'_>,
            state: &mut Self::State,
            x: nn::Xs<'_, Self>,
            y: nn::Ys<'_, Self>,
            memory: &mut [#scalar],
            n: usize,
            step: nn::Step,
        ) {
            #x #y #at #(#calls)*
        }
    }
}

/// Keeps the outputs of a node that a backward pass reads as they are before their heads.
fn before_heads(parts: &Parts<'_>, node: &Node, slots: &mut Slots<'_>) -> TokenStream {
    let (graph, training) = (&parts.train, &parts.training);
    let kept = training
        .before_heads
        .iter()
        .filter(|(output, _)| node.outs.contains(&graph.root(graph.outputs[**output].value)));
    let copies = kept.map(|(&output, &slot)| {
        let (y, kept) = (&output_names(graph)[output], slots.name(slot));
        quote!(#kept.copy_from_slice(&#y[..#kept.len()]);)
    });
    copies.collect()
}

/// Writes the backward pass, remembering which gradients have a contribution already.
struct BackwardPass<'a> {
    parts: &'a Parts<'a>,
    graph: &'a Graph,
    contributed: BTreeSet<ValueId>,
    /// The stages whose gradients have been stored.
    stored: BTreeSet<StageId>,
}

pub fn backward(parts: &Parts<'_>) -> TokenStream {
    let (graph, Generics { scalar, isa, batch, asked: dx }) = (&parts.train, &parts.generics);
    let (x, y) = (unpack(&input_names(graph), "x", false), unpack(&output_names(graph), "y", false));
    let dy = unpack(&output_gradients(graph), "dy", false);
    let sinks = match graph.inputs.len() {
        1 => quote!(let mut dx = dx;),
        _ => unpack(&input_gradients(graph), "dx", true),
    };
    let at = spans(parts, &parts.training.slots, quote!(Backward(#dx)));
    let mut pass = BackwardPass { parts, graph, contributed: BTreeSet::new(), stored: BTreeSet::new() };
    let calls: Vec<_> = (0..graph.nodes.len()).rev().map(|node| pass.node(node)).collect();
    quote! {
        #[inline(always)]
        fn backward<#isa: nn::Isa, const #batch: usize, const #dx: bool>(
            isa: #isa,
            net: Self::View<'_>,
            state: &Self::State,
            x: nn::Xs<'_, Self>,
            y: nn::Ys<'_, Self>,
            dy: nn::Ys<'_, Self>,
            dx: nn::Sinks<'_, Self>,
            mut grads: ::core::option::Option<&mut Self::Grads>,
            beta: nn::Beta,
            memory: &mut [#scalar],
            n: usize,
            step: nn::Step,
        ) {
            #x #y #dy #sinks #at #(#calls)*
        }
    }
}

impl BackwardPass<'_> {
    fn want(&self, value: ValueId) -> Want {
        self.parts.training.wants.get(&self.graph.root(value)).cloned().unwrap_or_default()
    }

    /// The calls of one node: all inputs at once, or one after the other; last the one that overwrites the gradient of the output.
    fn node(&mut self, index: NodeId) -> TokenStream {
        let node = &self.graph.nodes[index];
        let in_place = &self.parts.training.in_place;
        let taken = |input: &usize| in_place.taken.get(&(index, *input)).copied();
        let mut inputs: Vec<_> = (0..node.ins.len()).collect();
        if node.layer.splits_inputs() {
            // Nobody has to do anything for what is the same, in the same place.
            inputs.retain(|i| taken(i) != Some(InPlace::Same) || self.is_input(node.ins[*i]));
            inputs.sort_by_key(|i| taken(i) == Some(InPlace::Call));
        }
        let groups = if node.layer.splits_inputs() { inputs.chunks(1).collect() } else { vec![&inputs[..]] };
        let calls: Vec<_> = groups.into_iter().map(|group| self.call(index, group)).collect();
        // From here on the gradient of the input goes to the place of that of the output, if the caller asks for it there.
        let turn = (in_place.whole.turn() == Some(index)).then(|| quote!(let mut dx = dx.or(dy);));
        self.contributed.extend(node.ins.iter().map(|&v| self.graph.root(v)));
        quote!(#turn #(#calls)*)
    }

    fn call(&mut self, index: NodeId, group: &[usize]) -> TokenStream {
        let (parts, graph) = (self.parts, self.graph);
        let (training, places) = (&parts.training, &parts.training.backward);
        let node = &graph.nodes[index];
        let mut slots = Slots::new(&training.slots);
        let trains = graph.trains(node);
        let runs = group.iter().fold(Want { always: trains, ..Want::default() }, |w, &i| w.or(&self.want(node.ins[i])));
        let mut sinks = vec![];
        let d_ins = group.iter().map(|&i| (i, self.sink((index, i), &runs, &mut slots, &mut sinks))).collect();
        let d_outs = node.outs.iter().map(|&v| gradient(graph, places, &mut slots, v)).collect();
        let grads = match stage_of(graph, node).filter(|_| trains) {
            Some(field) => quote!(grads.as_deref_mut().map(|grads| &mut grads.#field)),
            None => quote!(::core::option::Option::None),
        };
        let again = node.stage.is_some_and(|s| !self.stored.insert(s));
        let (ins, outs) = self.read(index, &mut slots);
        let call = Backward {
            ins,
            outs,
            d_outs,
            d_ins,
            net: net(graph, node),
            state: state(graph, node, quote!(&)),
            grads,
            beta: if again { quote!(nn::Beta::Add) } else { quote!(beta) },
            saved: slots.of(&training.saved, index),
            memory: slots.of(&places.memory, index),
            activation: activation(node),
            asked: asked(parts, index),
            step: step(node),
            generics: parts.generics.clone(),
        };
        let (bind, call) = (slots.bind(), node.layer.emit_backward(&graph.site(node), &call));
        if runs.always {
            // Sinks have the names of what they lead to.
            return if sinks.is_empty() { quote!(#bind #call) } else { quote!({ #bind #(#sinks)* #call }) };
        }
        let asked = self.asked(&runs);
        quote!(if #asked { #bind #(#sinks)* #call })
    }

    fn is_input(&self, value: ValueId) -> bool {
        self.graph.inputs.contains(&self.graph.root(value))
    }

    /// What a node reads of its inputs and outputs.
    fn read(&self, index: NodeId, slots: &mut Slots<'_>) -> (Vec<TokenStream>, Vec<TokenStream>) {
        let (parts, graph, node) = (self.parts, self.graph, &self.graph.nodes[index]);
        let ins = node.ins.iter().enumerate().map(|(i, &v)| (v, graph.reads_input(index, i)));
        let ins = ins.map(|(v, read)| match graph.outputs.iter().any(|o| graph.root(o.value) == graph.root(v)) {
            true => {
                let slice = again(parts, slots, v, read);
                quote!(&*#slice)
            }
            false => again(parts, slots, v, read),
        });
        let ins = ins.collect();
        let outs = node.outs.iter().enumerate().map(|(i, &v)| again(parts, slots, v, graph.reads_output(index, i)));
        (ins, outs.collect())
    }

    /// `DX && dx.wanted()`: whether a caller asks for any of the inputs.
    fn asked(&self, want: &Want) -> TokenStream {
        let (names, may) = (input_gradients(self.graph), &self.parts.generics.asked);
        let asked = want.inputs.iter().map(|&i| {
            let name = &names[i];
            quote!(#name.wanted())
        });
        if want.inputs.len() > 1 { quote!(#may && (#(#asked)||*)) } else { quote!(#may && #(#asked)*) }
    }

    /// Where a contribution to the gradient of a value goes: the first stores, the others add. Where the call `runs` more
    /// often than the gradient is wanted, the sink is made before it, among `sinks`: the call borrows what tells.
    fn sink(
        &mut self,
        (node, input): (NodeId, usize),
        runs: &Want,
        slots: &mut Slots<'_>,
        sinks: &mut Vec<TokenStream>,
    ) -> TokenStream {
        let value = self.graph.nodes[node].ins[input];
        let root = self.graph.root(value);
        let first = self.contributed.insert(root);
        let taken = self.parts.training.in_place.taken.get(&(node, input));
        match self.parts.training.backward.values.get(&root) {
            Some(Loc::Input(i)) => {
                let name = &input_gradients(self.graph)[*i];
                if first { quote!(#name.reborrow()) } else { quote!(#name.again()) }
            }
            Some(_) if taken.is_some_and(|how| *how != InPlace::Within) => {
                let want = self.want(value);
                if want.always || want == *runs {
                    return quote!(nn::Sink::InPlace);
                }
                let (asked, name) = (self.asked(&want), format_ident!("d_{}", self.graph.values[root].name));
                sinks.push(quote!(let #name = nn::Sink::InPlace.only_if(#asked);));
                quote!(#name)
            }
            Some(Loc::Slot(slot)) => {
                let name = slots.name(*slot);
                let mut sink = if first { quote!(nn::Sink::Store(#name)) } else { quote!(nn::Sink::Add(#name)) };
                let (want, mut there) = (self.want(value), vec![]);
                if taken.is_some() {
                    let in_place = plan::in_place(self.parts, node);
                    sink = quote!(#sink.unless(#in_place));
                    there.push(quote!(!#in_place));
                }
                let always = want.always || want == *runs;
                let asked = self.asked(&want);
                if !always {
                    there.push(asked.clone());
                }
                if !there.is_empty() {
                    slots.only_if.insert(*slot, quote!(#(#there)&&*));
                }
                if always {
                    return sink;
                }
                sinks.push(quote!(let #name = #sink.only_if(#asked);));
                name
            }
            // What a caller has put there is the first contribution, unless that was read already.
            Some(Loc::Output(i)) => {
                let (name, behind) = (&output_gradients(self.graph)[*i], &self.parts.training.in_place.behind);
                let stores = first && behind.contains(&root);
                let sink =
                    if stores { quote!(nn::Sink::Store(&mut *#name)) } else { quote!(nn::Sink::Add(&mut *#name)) };
                let want = self.want(value);
                if want.always || want == *runs {
                    return sink;
                }
                let asked = self.asked(&want);
                sinks.push(quote!(let #name = #sink.only_if(#asked);));
                quote!(#name)
            }
            None => quote!(nn::Sink::Skip),
        }
    }
}

/// The gradient of what a node makes.
fn gradient(graph: &Graph, places: &Places, slots: &mut Slots<'_>, value: ValueId) -> TokenStream {
    match places.values.get(&graph.root(value)) {
        Some(Loc::Output(i)) => {
            let name = &output_gradients(graph)[*i];
            quote!(#name)
        }
        Some(Loc::Slot(slot)) => slots.name(*slot),
        _ => quote!(&mut []),
    }
}
