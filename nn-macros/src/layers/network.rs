//! Another network as a stage: one of the same call, one from elsewhere, or a stage written by hand.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::call::{Backward, Forward};
use super::storage::{Generics, Memory, Size, Storage, TypePath};
use super::{Arity, Cx, InPlace, Layer, Needs, Site};
use crate::layers::head::Head;
use crate::shape::dim::{Dim, Shape};
use crate::words::{count, how_many};

pub struct Network {
    /// How the user writes it.
    pub name: String,
    pub path: TypePath,
    /// What it takes and gives; of a network from elsewhere, what the definition says of it.
    pub known: Signature,
    /// From elsewhere, so that even the number of its inputs and outputs is for rustc to check.
    pub foreign: bool,
}

/// What a network takes and gives.
#[derive(Clone)]
pub struct Signature {
    pub inputs: Vec<Shape>,
    pub outputs: Vec<Shape>,
    /// The activations that end the outputs and that a caller applies; empty where nothing is known of them.
    pub heads: Vec<Head>,
}

impl Signature {
    /// Whether a caller has nothing to apply.
    fn is_linear(&self) -> bool {
        !self.heads.is_empty() && self.heads.iter().all(Head::is_nothing)
    }
}

impl Network {
    fn ty(&self, scalar: &Ident) -> TokenStream {
        self.path.over(scalar)
    }

    /// What is wrong with so many inputs.
    pub fn misfit(&self, given: usize) -> Option<String> {
        let takes = self.known.inputs.len();
        let written = match takes {
            1 => format!("x -> {}", self.name),
            n => format!("{}({})", self.name, (1..=n).map(|i| format!("x{i}")).collect::<Vec<_>>().join(", ")),
        };
        let (inputs, given_are) = (count(takes, "input"), how_many(given));
        (takes != given)
            .then(|| format!("`{}` takes {inputs}, but {given_are} given\nhelp: write `{written}`", self.name))
    }

    /// Whether any output ends in an activation that its caller applies, and this use of the network applies it.
    fn applies_heads(&self, site: &Site) -> bool {
        !self.known.is_linear() && !site.headless
    }

    fn apply_heads(&self, site: &Site, call: &Forward) -> Option<TokenStream> {
        let (ty, y) = (self.ty(&call.generics.scalar), self.outputs(site, &call.outs, &call.generics));
        self.applies_heads(site).then(|| quote!(<<#ty as nn::Network>::Outputs as nn::Outputs>::activate(#y, n);))
    }

    /// The slices that it reads. One handed to an associated type is not reborrowed by itself, so this is done here.
    fn inputs(&self, site: &Site, slices: &[TokenStream], generics: &Generics) -> TokenStream {
        let slices = slices.iter().map(|x| quote!(&*#x)).collect();
        self.all(site, generics, ("Inputs", "Takes", "slices"), slices)
    }

    /// The slices that it writes.
    fn outputs(&self, site: &Site, slices: &[TokenStream], generics: &Generics) -> TokenStream {
        // An output whose head is this network's has the type that it takes, whatever that is.
        if let (true, true, [y]) = (self.foreign, site.headless, slices) {
            return y.clone();
        }
        let slices = slices.iter().map(|y| quote!(&mut *#y)).collect();
        self.all(site, generics, ("Outputs", "Gives", "slices"), slices)
    }

    fn sinks(&self, site: &Site, call: &Backward) -> TokenStream {
        let sinks = call.d_ins.iter().map(|(_, sink)| sink.clone()).collect();
        self.all(site, &call.generics, ("Inputs", "Takes", "sinks"), sinks)
    }

    /// One item as it is, several as a tuple; of a network from elsewhere, whatever it takes so many of.
    fn all(
        &self,
        site: &Site,
        generics: &Generics,
        (ports, number, function): (&str, &str, &str),
        items: Vec<TokenStream>,
    ) -> TokenStream {
        if !self.foreign {
            return if items.len() == 1 { quote!(#(#items)*) } else { quote!((#(#items),*)) };
        }
        let (ty, count) = (self.ty(&generics.scalar), Literal::usize_unsuffixed(items.len()));
        let (start, end) = (site.place.start, site.place.end);
        let (ports, number) = (Ident::new(ports, end), Ident::new(number, start));
        let function = Ident::new(function, end);
        // On the user's tokens, for the message of `Takes` and `Gives`.
        let ports = quote_spanned!(start=> < <#ty as nn::Network>::#ports as nn::#number<#count> >);
        quote!(#ports::#function([#(#items),*]))
    }
}

/// The message where a network takes one shape but is given another.
pub fn refusal(name: &str, takes: &str, given: &str) -> String {
    format!("`{name}` takes {takes}, but its input is {given}")
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
        if self.known.inputs.len() > 1 { Arity::Many } else { Arity::One }
    }

    fn splits_inputs(&self) -> bool {
        false
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let known = &self.known;
        if let Some(text) = self.misfit(site.ins.len()) {
            cx.report.error(site.place, text);
            return Some(known.outputs.clone());
        }
        for (i, (wanted, given)) in known.inputs.iter().zip(&site.ins).enumerate() {
            cx.same_shape(site.place_of(i), wanted, given, |w, g| refusal(&self.name, w, g));
        }
        // Whatever it is given, what it gives is known.
        Some(known.outputs.clone())
    }

    fn storage(&self, _: &Site) -> Option<Storage> {
        Some(Storage::Network(self.path.clone()))
    }

    /// Heads that are applied here are derived from what they gave.
    fn needs(&self, site: &Site) -> Needs {
        Needs { input: false, output: self.applies_heads(site) }
    }

    fn in_place(&self, site: &Site, _: usize) -> InPlace {
        if site.ins.len() == 1 && site.outs.len() == 1 { InPlace::Within } else { InPlace::Never }
    }

    fn works_in_place(&self, generics: &Generics) -> Option<TokenStream> {
        let ty = self.ty(&generics.scalar);
        Some(quote!(<#ty as nn::Network>::IN_PLACE))
    }

    fn overwrites_gradient(&self, _: &Site) -> bool {
        true
    }

    fn within(&self) -> Option<&TypePath> {
        Some(&self.path)
    }

    fn memory(&self, _: &Site) -> Memory {
        let own = vec![Size::Network(self.path.clone())];
        Memory { saved: own.clone(), infer: own, ..Memory::default() }
    }

    fn multiply_adds(&self, _: &Site) -> Dim {
        self.path.multiply_adds()
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
        match self.known.heads.first() {
            Some(head) if head.is_nothing() => None,
            Some(Head::Type(name)) => Some(Head::Type(name)),
            Some(Head::Of(..) | Head::Applied(..)) | None => Some(Head::Of(self.path.clone(), self.foreign)),
        }
    }

    fn passes_head_on(&self) -> bool {
        true
    }

    fn gives(&self, _: &Site, output: usize) -> Head {
        Head::Applied(self.path.clone(), output)
    }

    fn emit_infer(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, state, memory, generics, .. } = call;
        let Generics { scalar, isa, batch, .. } = generics;
        let (ty, x, y) = (self.ty(scalar), self.inputs(site, ins, generics), self.outputs(site, outs, generics));
        let heads = self.apply_heads(site, call);
        quote! {
            <#ty as nn::Network>::infer::<#isa, #batch>(isa, #net, #state, #x, #y, #(#memory)*, n);
            #heads
        }
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let Forward { ins, outs, net, state, saved, asked, step, generics, .. } = call;
        let Generics { scalar, isa, batch, .. } = generics;
        let (ty, x, y) = (self.ty(scalar), self.inputs(site, ins, generics), self.outputs(site, outs, generics));
        let heads = self.apply_heads(site, call);
        quote! {
            <#ty as nn::Network>::forward::<#isa, #batch, #asked>(isa, #net, #state, #x, #y, #(#saved)*, n, #step);
            #heads
        }
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let Backward { ins, outs, d_outs, net, state, grads, beta, saved, asked, step, generics, .. } = call;
        let Generics { scalar, isa, batch, .. } = generics;
        let (ty, x, dy) = (self.ty(scalar), self.inputs(site, ins, generics), self.outputs(site, d_outs, generics));
        let (y, dx) = (self.outputs(site, outs, generics), self.sinks(site, call));
        let heads = self
            .applies_heads(site)
            .then(|| quote!(<<#ty as nn::Network>::Outputs as nn::Outputs>::activate_backward(#y, #dy, n);));
        quote! {
            #heads
            <#ty as nn::Network>::backward::<#isa, #batch, #asked>(
                isa, #net, #state, #x, #y, #dy, #dx, #grads, #beta, #(#saved)*, n, #step,
            );
        }
    }
}
