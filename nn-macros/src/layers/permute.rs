//! An image in another memory order: of the numbers of a sample, as a matrix of channels by positions, the transpose.
//!
//! Not a word of the language; the pass `orders` inserts it.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::Args;
use super::call::{Backward, Forward};
use super::{Cx, Layer, Needs, Site};
use crate::shape::dim::{Dim, Shape};
use crate::shape::order::Order;
use crate::shape::outline::Outline;

pub struct Permute {
    name: &'static str,
    about: &'static str,
}

pub static TO_CHANNELS_LAST: Permute =
    Permute { name: "to channels last", about: "the channels of each pixel side by side" };
pub static TO_ROW_MAJOR: Permute =
    Permute { name: "to channels first", about: "the pixels of each channel side by side" };

/// The rows and columns of a sample before it is transposed.
fn matrix(site: &Site) -> (Dim, Dim) {
    match (&site.in_orders[0], &site.out_orders[0]) {
        (Order::ChannelsLast(image), _) => {
            let (channels, positions) = image.channels();
            (positions, channels)
        }
        (Order::RowMajor, Order::ChannelsLast(image)) => image.channels(),
        (Order::RowMajor, Order::RowMajor) => (Dim::Known(1), site.input().len()),
    }
}

impl Layer for Permute {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn infer(&self, site: &Site, _: &mut Cx<'_>) -> Option<Vec<Shape>> {
        Some(site.ins.clone())
    }

    fn outline(&self, _: &Args, input: Option<&Outline>) -> Outline {
        input.cloned().unwrap_or(Outline::NOTHING)
    }

    fn needs(&self, _: &Site) -> Needs {
        Needs::NOTHING
    }

    fn emit_forward(&self, site: &Site, call: &Forward) -> TokenStream {
        let (Forward { ins, outs, .. }, (rows, columns)) = (call, matrix(site));
        quote!(nn::permute::forward(isa, #(#ins)*, #(#outs)*, #rows, #columns, n);)
    }

    fn emit_backward(&self, site: &Site, call: &Backward) -> TokenStream {
        let (Backward { d_outs, .. }, dx, (rows, columns)) = (call, call.d_in(), matrix(site));
        quote!(nn::permute::backward(isa, #(#d_outs)*, #dx, #rows, #columns, n);)
    }
}
