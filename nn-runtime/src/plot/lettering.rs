//! Text: how wide it is, and its pixels.

use std::convert::Infallible;
use std::string::String;
use std::vec::Vec;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontTransform};

use super::color::Color;

/// The letters of PNG pictures, and the measure of all.
static FONT: &[u8] = include_bytes!("font/DejaVuSans-subset.ttf");

/// The height of capitals and digits as a share of the font size.
pub(super) const CAPITALS: f64 = 0.729;

/// Where a text stands, seen from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Center,
    Right,
}

/// What a text looks like. Its place is at half the height of its capitals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) color: Color,
    pub(super) align: Align,
    /// Whether it is read from the bottom to the top.
    pub(super) upright: bool,
}

fn font() -> FontRef<'static> {
    FontRef::try_from_slice(FONT).expect("the font of this crate is sound")
}

/// The size as `ab_glyph` counts: from the highest ascender to the lowest descender.
fn scale(font: &FontRef<'_>, size: f64) -> PxScale {
    let em = font.units_per_em().expect("the font of this crate has a scale");
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

/// The width of a text in the units of its size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let font = font();
    f64::from(lay(&font, scale(&font, size), text, |_, _| ()))
}

/// As much of a text as fits into `room`, with an ellipsis where something is left out.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    let font = font();
    let (mut begins, scale) = (Vec::new(), scale(&font, size));
    let width = lay(&font, scale, text, |_, x| begins.push(f64::from(x)));
    if f64::from(width) <= room {
        return text.into();
    }
    let left = room - self::width("…", size);
    let kept = begins.iter().rposition(|&begin| begin <= left).unwrap_or(0);
    let kept = String::from_iter(text.chars().take(kept));
    format!("{}…", kept.trim_end())
}

/// Tells where each glyph begins, and in the end how wide the text is.
fn lay(font: &FontRef<'_>, scale: PxScale, text: &str, mut glyph: impl FnMut(ab_glyph::GlyphId, f32)) -> f32 {
    let scaled = font.as_scaled(scale);
    let (mut x, mut last) = (0.0, None);
    for letter in text.chars() {
        let id = scaled.glyph_id(letter);
        x += last.map_or(0.0, |last| scaled.kern(last, id));
        glyph(id, x);
        x += scaled.h_advance(id);
        last = Some(id);
    }
    x
}

impl BackendTextStyle for Lettering {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.color.into()
    }

    /// `plotters` gives SVG this by 1.24.
    fn size(&self) -> f64 {
        self.size * 1.24
    }

    fn transform(&self) -> FontTransform {
        if self.upright { FontTransform::Rotate270 } else { FontTransform::None }
    }

    fn anchor(&self) -> Pos {
        let side = match self.align {
            Align::Left => HPos::Left,
            Align::Center => HPos::Center,
            Align::Right => HPos::Right,
        };
        Pos::new(side, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::SansSerif
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let height = (self.size * CAPITALS).round() as i32;
        Ok(((0, -height), (width(text, self.size).round() as i32, 0)))
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        (left, base): BackendCoord,
        mut draw: F,
    ) -> Result<Result<(), E>, Infallible> {
        let (font, mut result) = (font(), Ok(()));
        let scale = scale(&font, self.size);
        lay(&font, scale, text, |id, x| {
            let Some(outline) = font.outline_glyph(id.with_scale_and_position(scale, point(x, 0.0))) else { return };
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, coverage| {
                if result.is_ok() {
                    let (x, y) = (left + corner.x as i32 + x as i32, base + corner.y as i32 + y as i32);
                    result = draw(x, y, self.color().mix(f64::from(coverage)));
                }
            });
        });
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut() {
        let text = "malignant";
        let all = width(text, 10.0);
        assert!((40.0..60.0).contains(&all), "{all}");
        assert_eq!(fit(text, 10.0, all), text);
        let cut = fit(text, 10.0, all - 0.1);
        assert!(cut.starts_with("mali") && cut.ends_with('…'), "{cut}");
        assert!(width(&cut, 10.0) <= all);
        assert_eq!(fit(text, 10.0, 0.0), "…");
    }

    #[test]
    fn every_letter_that_pictures_use_by_themselves_is_there() {
        for letter in "−×…⁻⁰¹²³⁴⁵⁶⁷⁸⁹±→".chars() {
            assert_ne!(font().glyph_id(letter).0, 0, "{letter}");
        }
    }
}
