//! Another network as a stage: one of the same call, one from elsewhere, or a stage written by hand.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::call::{Backward, Forward};
use super::storage::{Generics, Memory, Size, Storage, TypePath};
use super::{Arity, Cx, Layer, Needs, Site};
use crate::graph::Head;
use crate::graph::dim::{Dim, Shape};
use crate::words::{count, how_many};

pub struct Network {
    /// How the user writes it.
    pub name: String,
    pub path: TypePath,
    /// The input and output shapes where the macro knows them; of a network from elsewhere it knows nothing.
    pub known: Option<Signature>,
}

/// What a network takes and gives.
#[derive(Clone)]
pub struct Signature {
    pub inputs: Vec<Shape>,
    pub outputs: Vec<Shape>,
    /// Whether no output ends in an activation that the caller must apply.
    pub linear: bool,
}

impl Network {
    fn ty(&self, scalar: &Ident) -> TokenStream {
        self.path.over(scalar)
    }

    /// Whether this use of the network applies its heads.
    fn applies_heads(&self, site: &Site) -> bool {
        self.has_heads() && !site.headless
    }

    fn apply_heads(&self, site: &Site, call: &Forward) -> Option<TokenStream> {
        let (ty, y) = (self.ty(&call.generics.scalar), exclusive(&call.outs));
        self.applies_heads(site).then(|| quote!(<<#ty as nn::Network>::Outputs as nn::Outputs>::activate(#y, n);))
    }

    /// Whether any output ends in an activation that its caller applies.
    fn has_heads(&self) -> bool {
        !self.known.as_ref().is_some_and(|k| k.linear)
    }
}

/// One expression as it is, several as a tuple.
fn tuple(items: &[TokenStream]) -> TokenStream {
    match items {
        [one] => one.clone(),
        many => quote!((#(#many),*)),
    }
}

/// `&*x` and `&mut *x`: a slice handed to an associated type is not reborrowed by itself.
fn shared(items: &[TokenStream]) -> TokenStream {
    tuple(&items.iter().map(|x| quote!(&*#x)).collect::<Vec<_>>())
}

fn exclusive(items: &[TokenStream]) -> TokenStream {
    tuple(&items.iter().map(|x| quote!(&mut *#x)).collect::<Vec<_>>())
}

impl Layer for Network {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> &str {
        "network"
    }

    fn about(&self) -> &'static str {
        "another network"
    }

    fn arity(&self) -> Arity {
        match &self.known {
            Some(k) if k.inputs.len() > 1 => Arity::Many,
            _ => Arity::One,
        }
    }

    fn splits_inputs(&self) -> bool {
        false
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let known = self.known.as_ref()?;
        if known.inputs.len() != site.ins.len() {
            let (takes, given) = (count(known.inputs.len(), "input"), how_many(site.ins.len()));
            let written = match known.inputs.len() {
                1 => format!("x -> {}", self.name),
                n => format!("{}({})", self.name, (1..=n).map(|i| format!("x{i}")).collect::<Vec<_>>().join(", ")),
            };
            let text = format!("`{}` takes {takes}, but {given} given\nhelp: write `{written}`", self.name);
            cx.report.error(site.place, text);
            return Some(known.outputs.clone());
        }
        for (wanted, given) in known.inputs.iter().zip(&site.ins) {
            cx.same_shape(site.place, wanted, given, |w, g| format!("`{}` takes {w}, but its input is {g}", self.name));
        }
        // Whatever it is given, what it gives is known.
        Some(known.outputs.clone())
    }

    fn storage(&self, _: &Site) -> Option<Storage> {
        Some(Storage::Network(self.path.clone()))
    }

    fn needs(&self, site: &Site) -> Needs {
        Needs { input: true, output: self.has_heads() && !site.headless }
    }

    fn memory(&self, _: &Site) -> Memory {
        let part = |part| vec![Size::Network { network: self.path.clone(), part, times: Dim::Known(1) }];
        Memory { saved: part("Saved"), infer: part("Infer"), forward: part("Forward"), backward: part("Backward") }
    }

    fn multiply_adds(&self, _: &Site) -> Dim {
        self.path.constant("Network", "MULTIPLY_ADDS")
    }

    fn coupled(&self, generics: &Generics) -> Option<TokenStream> {
        let ty = self.ty(&generics.scalar);
        Some(quote!(<#ty as nn::Network>::COUPLED))
    }

    fn fingerprint(&self, generics: &Generics) -> Option<TokenStream> {
        let ty = self.ty(&generics.scalar);
        Some(quote!(<#ty as nn::Network>::FINGERPRINT))
    }

    fn head(&self, _: &Site) -> Option<Head> {
        self.has_heads().then(|| Head::Of(self.path.clone()))
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { net, state, memory, generics: Generics { scalar, isa, batch }, .. } = call;
        let (ty, x, y) = (self.ty(scalar), shared(&call.ins), exclusive(&call.outs));
        let heads = self.apply_heads(site, call);
        quote! {
            <#ty as nn::Network>::infer::<#isa, #batch>(isa, #net, #state, #x, #y, #(#memory)*, n);
            #heads
        }
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { net, state, saved, memory, step, generics: Generics { scalar, isa, batch }, .. } = call;
        let (ty, x, y) = (self.ty(scalar), shared(&call.ins), exclusive(&call.outs));
        let heads = self.apply_heads(site, call);
        quote! {
            <#ty as nn::Network>::forward::<#isa, #batch>(isa, #net, #state, #x, #y, #(#saved)*, #(#memory)*, n, #step);
            #heads
        }
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { net, state, grads, beta, saved, memory, step, generics, .. } = call;
        let Generics { scalar, isa, batch } = generics;
        let (ty, x, dy) = (self.ty(scalar), shared(&call.ins), exclusive(&call.d_outs));
        let dx = tuple(&call.d_ins.iter().map(|(_, sink)| sink.clone()).collect::<Vec<_>>());
        let heads = self.applies_heads(site).then(|| {
            let y = exclusive(&call.outs);
            quote!(<<#ty as nn::Network>::Outputs as nn::Outputs>::activate_backward(#y, #dy, n);)
        });
        quote! {
            #heads
            <#ty as nn::Network>::backward::<#isa, #batch>(
                isa, #net, #state, #x, #dy, #dx, #grads, #beta, #(#saved)*, #(#memory)*, n, #step,
            );
        }
    }
}
