//! The bag that collects what is wrong with a definition, so that all of it comes in one go.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// A run of tokens in the user's source, to be underlined from end to end.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub start: Span,
    pub end: Span,
}

impl Place {
    /// Line and column, to sort by.
    fn position(self) -> (usize, usize) {
        let start = self.start.start();
        (start.line, start.column)
    }

    /// From the start of this run to the end of another.
    pub fn to(self, end: Place) -> Self {
        Self { start: self.start, end: end.end }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { start: span, end: span }
    }
}

/// Errors and warnings found so far.
#[derive(Default)]
pub struct Report {
    errors: Vec<Error>,
    warnings: Vec<(Place, String)>,
}

/// An error: where and what, and the other places that belong to it.
type Error = Vec<(Place, String)>;

impl Report {
    /// Adds an error. The text is lower case without a full stop, things in backticks; a remedy follows on a line of its
    /// own that begins with `help: `.
    pub fn error(&mut self, at: impl Into<Place>, text: impl Into<String>) {
        self.errors.push(vec![(at.into(), text.into())]);
    }

    /// Adds a second place to the last error: `… is first defined here`.
    pub fn also(&mut self, at: impl Into<Place>, text: impl Into<String>) {
        if let Some(error) = self.errors.last_mut() {
            error.push((at.into(), text.into()));
        }
    }

    /// Adds a warning.
    pub fn warning(&mut self, at: impl Into<Place>, text: impl Into<String>) {
        self.warnings.push((at.into(), text.into()));
    }

    /// How many errors there are so far.
    pub fn count(&self) -> usize {
        self.errors.len()
    }

    /// The texts of the errors, for tests.
    #[cfg(test)]
    pub fn texts(&self) -> Vec<&str> {
        self.errors.iter().flatten().map(|(_, text)| text.as_str()).collect()
    }

    /// Each error with what it underlines, for tests of definitions that were read from a string.
    #[cfg(test)]
    pub fn underlined(&self) -> Vec<(String, &str)> {
        let run = |place: &Place| place.start.join(place.end).and_then(|span| span.source_text());
        self.errors.iter().flatten().map(|(place, text)| (run(place).unwrap_or_default(), text.as_str())).collect()
    }

    /// One `compile_error!` an error, from top to bottom, and for each warning a use of something deprecated, which is the
    /// one way to warn on stable Rust.
    pub fn into_tokens(mut self) -> TokenStream {
        let mut tokens = TokenStream::new();
        self.errors.sort_by_key(|error| error[0].0.position());
        // What is wrong with a shared layer is found at each of its uses.
        let mut said = BTreeSet::new();
        self.errors.retain(|error| said.insert((error[0].0.position(), error[0].1.clone())));
        for (place, text) in self.errors.into_iter().flatten() {
            // The path takes the start and the rest the end of the run, so that rustc underlines all of it.
            let path = quote_spanned!(place.start=> ::core::compile_error);
            tokens.extend(quote_spanned!(place.end=> #path ! { #text }));
        }
        for (place, text) in self.warnings {
            // Of a deprecated macro rustc underlines the whole path, of anything else the last name alone. It prints:
            // use of deprecated macro `network::warning`: …
            let network = Ident::new("network", place.start);
            let warning = Ident::new("warning", place.end);
            tokens.extend(quote! {
                const _: () = {
                    mod network {
                        #[deprecated(note = #text)]
                        macro_rules! warning { () => {}; }
                        #[allow(deprecated)]
                        pub(super) use warning;
                    }
                    #network::#warning!();
                };
            });
        }
        tokens
    }
}
