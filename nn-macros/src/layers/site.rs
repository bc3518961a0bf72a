//! A use of a layer, and what layers with inputs of one kind check of it in the same words.

use super::args::Args;
use super::{Maxima, find};
use crate::report::{Place, Report};
use crate::shape::check::{Check, Relation};
use crate::shape::dim::{Dim, Shape};
use crate::shape::order::Order;

/// A use of a layer: its arguments, the shapes of what it takes and, once they are known, of what it gives.
pub struct Site {
    pub args: Args,
    pub ins: Vec<Shape>,
    pub outs: Vec<Shape>,
    /// How they lie in memory; row-major before orders are chosen.
    pub in_orders: Vec<Order>,
    pub out_orders: Vec<Order>,
    /// Whether the head of another network is left to whoever reads the outputs.
    pub headless: bool,
    /// Whether a norm was folded in.
    pub normed: bool,
    /// The maxima that it takes over what it makes.
    pub maxima: Option<Maxima>,
    /// The tokens of the stage.
    pub place: Place,
    /// Those of each value that a call hands over; empty where values come by `->`.
    pub in_places: Vec<Place>,
}

impl Site {
    /// One whose shapes are being checked, before orders are chosen.
    pub fn checked(args: Args, ins: Vec<Shape>, outs: Vec<Shape>, place: Place) -> Self {
        let row_major = |shapes: &[Shape]| shapes.iter().map(|_| Order::RowMajor).collect();
        let (in_orders, out_orders) = (row_major(&ins), row_major(&outs));
        Self {
            args,
            ins,
            outs,
            in_orders,
            out_orders,
            headless: false,
            normed: false,
            maxima: None,
            place,
            in_places: vec![],
        }
    }

    /// The shape of the only, or first, input.
    pub fn input(&self) -> &Shape {
        &self.ins[0]
    }

    /// The tokens of an input, to be underlined: the argument of a call, otherwise the stage.
    pub fn place_of(&self, input: usize) -> Place {
        self.in_places.get(input).copied().unwrap_or(self.place)
    }

    /// The shape of the only, or first, output.
    pub fn output(&self) -> &Shape {
        &self.outs[0]
    }
}

/// Where a layer reports what is wrong and defers what only rustc can decide.
pub struct Cx<'a> {
    pub report: &'a mut Report,
    pub checks: &'a mut Vec<Check>,
}

impl Cx<'_> {
    /// Reports unless the input of a layer is a vector of features, or a sequence of them.
    pub fn takes_features(&mut self, layer: &str, site: &Site) -> bool {
        let input = site.input();
        if input.rank() > 2 {
            let text = format!(
                "`{layer}` takes `[features]`, but its input is {} of shape {input}\n\
                 help: put `flatten` before it: {input} becomes [{}]",
                input.noun(),
                input.len()
            );
            self.report.error(site.place, text);
        }
        input.rank() <= 2
    }

    /// Reports unless the input of a layer is an image.
    pub fn takes_image(&mut self, layer: &str, site: &Site) -> bool {
        let input = site.input();
        let help = match input.rank() {
            1 => match input.len().known().and_then(square) {
                Some((channels, side)) => format!("put `reshape<[{channels}, {side}, {side}]>` before it"),
                None => "put `reshape<[channels, height, width]>` before it".to_string(),
            },
            2 if find(&layer.replace("2d", "1d")).is_some() => {
                format!("`{}` works on signals `[channels, length]`", layer.replace("2d", "1d"))
            }
            _ => format!("put `reshape<[{}, 1, {}]>` before it: an image of one row", input.0[0], input.0[1]),
        };
        self.takes(layer, site, 3, "an image `[channels, height, width]`", &help)
    }

    /// Reports unless the input of a layer is a signal.
    pub fn takes_signal(&mut self, layer: &str, site: &Site) -> bool {
        let input = site.input();
        let help = match input.rank() {
            1 => format!("put `reshape<[1, {}]>` before it: one channel", input.len()),
            _ => format!("`{}` works on images", layer.replace("1d", "2d")),
        };
        self.takes(layer, site, 2, "a signal `[channels, length]`", &help)
    }

    /// Reports unless the input of a layer has so many axes behind its channels: 1 of a signal, 2 of an image.
    pub fn takes_axes(&mut self, layer: &str, site: &Site, axes: usize) -> bool {
        if axes == 1 { self.takes_signal(layer, site) } else { self.takes_image(layer, site) }
    }

    /// Reports unless the input of a layer is an image or a signal; `help` is what mends a vector.
    pub fn takes_channels(&mut self, layer: &str, site: &Site, help: &str) -> bool {
        let input = site.input();
        if input.rank() == 1 {
            let text = format!(
                "`{layer}` takes an image `[channels, height, width]` or a signal `[channels, length]`, but its input is {} of \
                 shape {input}\nhelp: {help}",
                input.noun()
            );
            self.report.error(site.place, text);
        }
        input.rank() > 1
    }

    fn takes(&mut self, layer: &str, site: &Site, rank: usize, what: &str, help: &str) -> bool {
        let input = site.input();
        if input.rank() != rank {
            let text =
                format!("`{layer}` takes {what}, but its input is {} of shape {input}\nhelp: {help}", input.noun());
            self.report.error(site.place, text);
        }
        input.rank() == rank
    }

    /// Reports unless two shapes are the same; where only rustc can tell, leaves the check to it. `text` makes the
    /// message of the two shapes.
    pub fn same_shape(&mut self, place: Place, a: &Shape, b: &Shape, text: impl Fn(&str, &str) -> String) -> bool {
        match a.same(b) {
            Some(true) => true,
            Some(false) => {
                self.report.error(place, text(&a.to_string(), &b.to_string()));
                false
            }
            None => {
                self.checks.push(Check::same_shape(place, a, b, &text("{a}", "{b}")));
                true
            }
        }
    }

    /// Reports unless `a` and `b` are in the relation; where only rustc can tell, leaves the check to it. `text[0] a
    /// text[1] b text[2]` is the message.
    pub fn require(&mut self, place: Place, relation: Relation, a: &Dim, b: &Dim, text: [String; 3]) -> bool {
        let holds = match (a, b) {
            (Dim::Known(a), Dim::Known(b)) => match relation {
                Relation::Equal => a == b,
                Relation::Less => a < b,
                Relation::AtMost => a <= b,
                Relation::Divides => *a > 0 && b % a == 0,
            },
            _ if relation == Relation::Equal && a.same(b) == Some(true) => true,
            _ => {
                self.checks.push(Check::relation(place, relation, a, b, &text));
                true
            }
        };
        if !holds {
            self.report.error(place, format!("{}{a}{}{b}{}", text[0], text[1], text[2]));
        }
        holds
    }
}

/// The channels, one or three, and the side of a square image with so many numbers.
fn square(len: u64) -> Option<(u64, u64)> {
    [1, 3].into_iter().find_map(|channels| {
        let side = (len / channels).isqrt();
        (len > 1 && side * side * channels == len).then_some((channels, side))
    })
}
