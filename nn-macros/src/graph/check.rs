//! Checks that only rustc can make, since they are about dimensions that it alone can evaluate.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::dim::Dim;
use crate::report::Place;

/// A call of a const function that fails with a message of the macro's.
#[derive(Clone)]
pub struct Check {
    pub place: Place,
    pub call: TokenStream,
    /// Whether it depends on a const parameter and belongs into the impl.
    pub generic: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    Equal,
    Less,
    AtMost,
    Divides,
}

impl Check {
    /// `text[0] a text[1] b text[2]` is the message where the relation between `a` and `b` does not hold.
    pub fn relation(place: Place, relation: Relation, a: &Dim, b: &Dim, text: &[String; 3]) -> Self {
        let span = place.start;
        let name = match relation {
            Relation::Equal => quote_spanned!(span=> check_equal),
            Relation::Less => quote_spanned!(span=> check_less),
            Relation::AtMost => quote_spanned!(span=> check_at_most),
            Relation::Divides => quote_spanned!(span=> check_divides),
        };
        let [before, between, after] = text;
        let call = quote_spanned!(span=> nn::#name([#before, #between, #after], #a, #b));
        Self { place, call, generic: a.is_generic() || b.is_generic() }
    }

    /// A call that depends on some dimensions.
    pub fn call<'a>(place: Place, call: TokenStream, dims: impl Iterator<Item = &'a Dim>) -> Self {
        Self { place, call, generic: dims.into_iter().any(Dim::is_generic) }
    }
}
