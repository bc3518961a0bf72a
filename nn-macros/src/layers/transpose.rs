//! `transpose`: the two axes of a matrix in the other order. A view: the numbers stay where they are, and what was their
//! order in memory by rows is one by columns now.

use proc_macro2::TokenStream;

use super::args::Args;
use super::call::{Backward, Forward};
use super::{Cx, Layer, Needs, Orders, Site};
use crate::shape::dim::Shape;
use crate::shape::outline::Outline;

pub struct Transpose;

impl Layer for Transpose {
    fn name(&self) -> &str {
        "transpose"
    }

    fn about(&self) -> &'static str {
        "the two axes in the other order"
    }

    fn infer(&self, site: &Site, cx: &mut Cx<'_>) -> Option<Vec<Shape>> {
        let input = site.input();
        let [a, b] = &input.0[..] else {
            let help = match input.rank() {
                1 => format!("put `reshape<[1, {}]>` before it", input.len()),
                _ => "`reshape` makes a sequence or signal of it".to_string(),
            };
            let text = format!(
                "`transpose` takes two axes, `[a, b]`, but its input is {} of shape {input}\nhelp: {help}",
                input.noun()
            );
            cx.report.error(site.place, text);
            return None;
        };
        Some(vec![Shape(vec![b.clone(), a.clone()])])
    }

    /// The axes of its input, if there are two.
    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        match input.and_then(Outline::dims) {
            Some([a, b]) => Outline::of_rank(vec![b.clone(), a.clone()]),
            _ if input.is_some() => Outline::of_rank(vec![None, None]),
            _ => Outline::NOTHING,
        }
    }

    fn is_view(&self) -> bool {
        true
    }

    fn orders(&self, _: &Site) -> Orders {
        Orders::Swapped
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, _: &Site, _: &Forward) -> TokenStream {
        TokenStream::new()
    }

    fn emit_backward(&self, _: &Site, _: &Backward) -> TokenStream {
        TokenStream::new()
    }
}
