//! What `slice` and `concat` share: an axis, and the strip of a value that lies along it.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Default};
use super::{Cx, Site};
use crate::shape::dim::{Dim, Shape, product};
use crate::shape::order::Order;

/// The argument `axis = 0`.
pub const AXIS: ArgSpec = ArgSpec::optional("axis", ArgKind::Index, Default::Index(0));

/// The axis of a site that passed [`check_axis`].
pub fn axis(site: &Site) -> usize {
    site.args.index("axis").unwrap_or(0)
}

/// The axis, or an error where the first input has too few.
pub fn check_axis(layer: &str, site: &Site, cx: &mut Cx<'_>) -> Option<usize> {
    let (axis, input) = (axis(site), site.input());
    if axis < input.rank() {
        return Some(axis);
    }
    let axes = match input.rank() {
        1 => "axis 0 alone",
        2 => "axes 0 and 1",
        _ => "axes 0, 1 and 2",
    };
    let text = format!("`{layer}` has no axis {axis} here: its input, {input}, has {axes}");
    cx.report.error(site.args.place("axis", site.place), text);
    None
}

/// The runtime's `Strip` of `whole`, which lies in this order: `len` elements of an axis, from `start` on.
pub fn strip(whole: &Shape, order: &Order, axis: usize, start: &Dim, len: &Dim) -> TokenStream {
    let (whole, axis) = whole.in_memory(order, axis);
    let (outer, behind) = (product(&whole.0[..axis]), product(&whole.0[axis + 1..]));
    let (total, start, len) = (whole.0[axis].mul(&behind), start.mul(&behind), len.mul(&behind));
    quote!(nn::Strip { outer: #outer, total: #total, start: #start, len: #len })
}
