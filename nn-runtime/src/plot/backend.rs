//! What the two backends take.

use plotters_backend::{BackendColor, BackendStyle};

use super::color::Color;
use super::picture::Point;

/// What a line looks like.
pub(super) struct Stroke {
    pub(super) color: Color,
    pub(super) width: u32,
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color.into()
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

impl From<Color> for BackendColor {
    fn from(Color(red, green, blue): Color) -> Self {
        Self { alpha: 1.0, rgb: (red, green, blue) }
    }
}

/// Backends draw at whole numbers, `scale` of them to the point.
pub(super) fn whole((x, y): Point, scale: f64) -> (i32, i32) {
    ((x * scale).round() as i32, (y * scale).round() as i32)
}
