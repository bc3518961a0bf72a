//! Colours, chosen so that people who tell few of them apart can read the pictures too.

use std::string::String;
use std::vec::Vec;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Color(pub(super) u8, pub(super) u8, pub(super) u8);

pub(super) const WHITE: Color = Color(255, 255, 255);
/// Text and axes.
pub(super) const INK: Color = Color(34, 34, 34);
/// What stands back: marks that explain, frames.
pub(super) const GREY: Color = Color(120, 120, 120);
/// Lines behind the data.
pub(super) const GRID: Color = Color(229, 229, 229);
/// What is right, or comes first.
pub(super) const BLUE: Color = Color(0, 114, 178);
/// What is wrong, or comes second.
pub(super) const VERMILLION: Color = Color(213, 94, 0);

/// Okabe and Ito's palette (2008) without its yellow, which is too pale for lines on white.
const DISTINCT: [Color; 7] = [
    BLUE,
    VERMILLION,
    Color(0, 158, 115),
    Color(204, 121, 167),
    Color(230, 159, 0),
    Color(86, 180, 233),
    Color(90, 90, 90),
];

/// Six stops of matplotlib's `viridis`, whose lightness grows evenly, up to where lines on white stay visible.
const GRADUAL: [Color; 6] = [
    Color(68, 1, 84),
    Color(65, 68, 135),
    Color(42, 120, 142),
    Color(34, 168, 132),
    Color(122, 209, 81),
    Color(189, 214, 38),
];

/// Colours of series by their names, for as many panels as share it: what has a name in two of them has one colour.
#[derive(Debug, Default)]
pub(super) struct Palette {
    known: Vec<(String, Color)>,
}

impl Palette {
    /// The colours of a panel's series: distinct ones for few, and for many a gradual change from the first to the last.
    pub(super) fn colors(&mut self, names: &[&str]) -> Vec<Color> {
        if names.len() > DISTINCT.len() {
            return (0..names.len()).map(|i| gradual(i as f64 / (names.len() - 1) as f64)).collect();
        }
        let mut colors = vec![None; names.len()];
        for (i, name) in names.iter().enumerate() {
            colors[i] = self.find(name).filter(|&color| !colors.contains(&Some(color)));
        }
        for i in 0..names.len() {
            if colors[i].is_none() {
                colors[i] = DISTINCT.into_iter().find(|&color| !colors.contains(&Some(color)));
                self.known.extend(colors[i].map(|color| (names[i].into(), color)));
            }
        }
        colors.into_iter().map(|color| color.unwrap_or(INK)).collect()
    }

    fn find(&self, name: &str) -> Option<Color> {
        self.known.iter().find(|(known, _)| known == name).map(|&(_, color)| color)
    }
}

/// A colour between the first and the last stop.
fn gradual(share: f64) -> Color {
    let place = share * (GRADUAL.len() - 1) as f64;
    let stop = (place as usize).min(GRADUAL.len() - 2);
    GRADUAL[stop].mix(GRADUAL[stop + 1], place - stop as f64)
}

impl Color {
    /// This colour with a share of another.
    pub(super) fn mix(self, other: Self, share: f64) -> Self {
        let part = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    /// A grey: 0 is black, 1 white.
    pub(super) fn grey(lightness: f64) -> Self {
        Self(0, 0, 0).mix(WHITE, lightness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_color() {
        let mut palette = Palette::default();
        assert_eq!(palette.colors(&["train", "validation"]), [BLUE, VERMILLION]);
        assert_eq!(
            palette.colors(&["validation", "test"]),
            [VERMILLION, BLUE],
            "as distinct as in a picture of its own"
        );
        assert_eq!(palette.colors(&["test"]), [BLUE]);
        assert_eq!(palette.colors(&["train", "test"]), [BLUE, VERMILLION], "they never met");
    }

    #[test]
    fn many_change_gradually() {
        let names = ["a"; 30];
        let colors = Palette::default().colors(&names);
        assert_eq!((colors[0], colors[29]), (GRADUAL[0], GRADUAL[5]));
        assert!(colors.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
