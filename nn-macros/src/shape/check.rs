//! Checks that only rustc can make, since they are about dimensions that it alone can evaluate.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::dim::{Dim, Shape};
use crate::report::Place;

/// A call of a const function of the runtime that fails with a message of the macro's.
#[derive(Clone)]
pub struct Check {
    place: Place,
    function: &'static str,
    args: TokenStream,
    /// Whether it depends on a const parameter and belongs into the impl.
    pub generic: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    Equal,
    Less,
    AtMost,
    /// The first divides the second.
    Divides,
}

impl Check {
    /// A call that depends on some dimensions.
    pub fn call<'a>(
        place: Place,
        function: &'static str,
        args: TokenStream,
        dims: impl IntoIterator<Item = &'a Dim>,
    ) -> Self {
        Self { place, function, args, generic: dims.into_iter().any(Dim::is_generic) }
    }

    /// `text[0] a text[1] b text[2]` is the message where the relation between `a` and `b` does not hold.
    pub fn relation(place: Place, relation: Relation, a: &Dim, b: &Dim, text: &[String; 3]) -> Self {
        let function = match relation {
            Relation::Equal => "check_equal",
            Relation::Less => "check_less",
            Relation::AtMost => "check_at_most",
            Relation::Divides => "check_divides",
        };
        let [before, between, after] = text;
        Self::call(place, function, quote!([#before, #between, #after], #a, #b), [a, b])
    }

    /// `text`, with the shapes in the places of `{a}` and `{b}`, is the message where they are not the same.
    pub fn same_shape(place: Place, a: &Shape, b: &Shape, text: &str) -> Self {
        let (dims_a, dims_b) = (&a.0, &b.0);
        let args = quote!(#text, &[#(#dims_a),*], &[#(#dims_b),*]);
        Self::call(place, "check_same", args, dims_a.iter().chain(dims_b))
    }
}

impl ToTokens for Check {
    /// From the first token of the place to the last one, so that rustc underlines all of it.
    fn to_tokens(&self, to: &mut TokenStream) {
        let function = Ident::new(self.function, self.place.start);
        let mut args = Group::new(Delimiter::Parenthesis, self.args.clone());
        args.set_span(self.place.end);
        to.extend(quote_spanned!(self.place.start=> nn::#function));
        to.extend([TokenTree::from(args)]);
    }
}
