//! What convolutions and pools share: windows that move over an image or a signal.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::{ArgKind, ArgSpec, Args, Default, Sizes};
use super::{Cx, Site};
use crate::shape::check::Relation;
use crate::shape::dim::{Dim, Shape};
use crate::shape::outline::Outline;

/// `kernel`, which has to be given.
pub const fn kernel(axes: usize) -> ArgSpec {
    ArgSpec::required("kernel", ArgKind::Sizes(Sizes { axes, zero: false, same: false }))
}

/// `stride = 1`, `dilation = 1`.
pub const fn step(name: &'static str, axes: usize) -> ArgSpec {
    ArgSpec::optional(name, ArgKind::Sizes(Sizes { axes, zero: false, same: false }), Default::Sizes(axes, 1))
}

/// `padding = 0`; `same` where it may stand for what keeps the size.
pub const fn padding(axes: usize, same: bool) -> ArgSpec {
    ArgSpec::optional("padding", ArgKind::Sizes(Sizes { axes, zero: true, same }), Default::Sizes(axes, 0))
}

/// How a window moves along one axis.
#[derive(Clone, Debug)]
pub struct Window {
    /// The numbers along the axis, and those that are added before and behind them.
    pub len: Dim,
    pub before: Dim,
    pub after: Dim,
    pub kernel: Dim,
    pub stride: Dim,
    pub dilation: Dim,
}

impl Window {
    /// The numbers from the first that the window meets to the last, both included.
    pub fn span(&self) -> Dim {
        self.kernel.saturating_sub(&Dim::Known(1)).mul(&self.dilation).add(&Dim::Known(1))
    }

    /// The numbers along the axis, with padding.
    pub fn padded(&self) -> Dim {
        self.len.add(&self.before).add(&self.after)
    }

    /// The places that the window takes.
    pub fn output(&self) -> Dim {
        self.padded().saturating_sub(&self.span()).div(&self.stride).add(&Dim::Known(1))
    }

    /// Whether it is certain that its places lie side by side, and nowhere else.
    pub fn tiles(&self) -> bool {
        let none = |padding: &Dim| padding.known() == Some(0);
        let side_by_side = self.stride.same(&self.kernel) == Some(true) && self.dilation.known() == Some(1);
        side_by_side && none(&self.before) && none(&self.after)
    }

    /// The numbers at the end, padding not counted, that it never reaches. A stride that is wider than the window passes over
    /// numbers everywhere, as it was meant to.
    fn lost(&self) -> u64 {
        let left = |padded: u64, span: u64, stride: u64| match stride <= span {
            true => padded.saturating_sub(span) % stride.max(1),
            false => 0,
        };
        let known = (self.padded().known(), self.span().known(), self.stride.known(), self.after.known());
        match known {
            (Some(padded), Some(span), Some(stride), Some(after)) => left(padded, span, stride).saturating_sub(after),
            _ => 0,
        }
    }

    /// `nn::Window::new(28, 3).stride(2).padding(1, 1)`
    fn code(&self) -> TokenStream {
        let Self { len, before, after, kernel, stride, dilation } = self;
        let not = |dim: &Dim, usual| dim.known() != Some(usual);
        let stride = not(stride, 1).then(|| quote!(.stride(#stride)));
        let padding = (not(before, 0) || not(after, 0)).then(|| quote!(.padding(#before, #after)));
        let dilation = not(dilation, 1).then(|| quote!(.dilation(#dilation)));
        quote!(nn::Window::new(#len, #kernel) #stride #padding #dilation)
    }
}

/// The windows along the axes behind the channels, by the arguments `kernel`, `stride`, `padding` and `dilation`.
pub fn windows(args: &Args, input: &Shape) -> Vec<Window> {
    let one = vec![Dim::Known(1); input.rank() - 1];
    let sizes = |name: &str| args.sizes(name).map_or(one.clone(), <[_]>::to_vec);
    let (kernel, dilation) = (sizes("kernel"), sizes("dilation"));
    // Pools move by their own size, unless they are told otherwise.
    let stride = args.sizes("stride").unwrap_or(&kernel).to_vec();
    let axes = input.0[1..].iter().enumerate().map(|(axis, len)| {
        let (kernel, stride, dilation) = (kernel[axis].clone(), stride[axis].clone(), dilation[axis].clone());
        let mut window =
            Window { len: len.clone(), before: Dim::Known(0), after: Dim::Known(0), kernel, stride, dilation };
        let all = window.span().saturating_sub(&Dim::Known(1));
        (window.before, window.after) = match args.sizes("padding") {
            Some(padding) => (padding[axis].clone(), padding[axis].clone()),
            // PyTorch puts the odd one behind.
            None if args.word("padding") == Some("same") => {
                let before = all.div(&Dim::Known(2));
                let after = all.saturating_sub(&before);
                (before, after)
            }
            None => (Dim::Known(0), Dim::Known(0)),
        };
        window
    });
    axes.collect()
}

/// How far they move.
pub fn strides(args: &Args, input: &Shape) -> Vec<Dim> {
    windows(args, input).into_iter().map(|window| window.stride).collect()
}

/// The windows as code, those of a signal behind one of an axis of length 1.
pub fn code(windows: &[Window]) -> TokenStream {
    let signal = (windows.len() == 1).then(|| quote!(nn::Window::new(1, 1),));
    let windows = windows.iter().map(Window::code);
    quote!([#signal #(#windows),*])
}

/// `[channels, …]` with the places that the windows take.
pub fn output(channels: &Dim, windows: &[Window]) -> Shape {
    Shape::of_channels(channels, windows.iter().map(Window::output))
}

/// What is certain of the output, unless the input is refused: its channels, and its rank.
pub fn outline(input: Option<&Outline>, channels: Option<Dim>, axes: usize) -> Outline {
    if input.is_none() {
        return Outline::NOTHING;
    }
    let mut dims = vec![None; axes + 1];
    dims[0] = channels;
    Outline::of_rank(dims)
}

/// The same of a layer that gives the channels it takes.
pub fn outline_of_same_channels(input: Option<&Outline>, axes: usize) -> Outline {
    let dims = input.and_then(Outline::dims).filter(|dims| dims.len() == axes + 1);
    outline(input, dims.and_then(|dims| dims[0].clone()), axes)
}

/// The axes with their windows, but for those where two dimensions of the window are what they are on an axis before: of a
/// square, one side is enough to be told.
pub fn sides(windows: &[Window], of: impl Fn(&Window) -> [Dim; 2]) -> Vec<(usize, &Window)> {
    let same = |a: &Window, b: &Window| of(a).iter().zip(&of(b)).all(|(a, b)| a.same(b) == Some(true));
    let is_new = |axis: usize| !windows[..axis].iter().any(|before| same(before, &windows[axis]));
    windows.iter().enumerate().filter(|&(axis, _)| is_new(axis)).collect()
}

/// What the numbers along an axis are called.
fn noun(axis: usize, axes: usize) -> &'static str {
    match (axis, axes) {
        (_, 1) => "steps",
        (0, _) => "rows",
        _ => "columns",
    }
}

/// `3×5`
fn times(dims: &[Dim]) -> String {
    dims.iter().map(Dim::to_string).collect::<Vec<_>>().join("×")
}

/// Reports unless every window fits into its axis.
pub fn check_fits(what: &str, site: &Site, windows: &[Window], cx: &mut Cx<'_>) -> bool {
    let kernel: Vec<_> = windows.iter().map(|w| w.kernel.clone()).collect();
    let place = site.args.place("kernel", site.place);
    for (axis, window) in sides(windows, |window| [window.span(), window.padded()]) {
        let noun = noun(axis, windows.len());
        let padded = if window.padded().same(&window.len) == Some(true) { "" } else { " with padding" };
        let before = format!("{what} {} does not fit into the input, {}: it covers ", times(&kernel), site.input());
        let text = [before, format!(" {noun}, and there are "), padded.to_string()];
        if !cx.require(place, Relation::AtMost, &window.span(), &window.padded(), text) {
            return false;
        }
    }
    true
}

/// Warns where a stride passes over the end of an axis.
pub fn warn_of_lost(site: &Site, windows: &[Window], cx: &mut Cx<'_>) {
    let place = site.args.place("stride", site.place);
    for (axis, window) in windows.iter().enumerate() {
        let (lost, noun) = (window.lost(), noun(axis, windows.len()));
        if lost > 0 {
            let (stride, len) = (&window.stride, &window.len);
            let text = format!(
                "with stride {stride} the last {lost} of {len} {noun} of the input, {}, are never read; `padding` or another \
                 kernel would reach them",
                site.input()
            );
            cx.report.warning(place, text);
        }
    }
}
