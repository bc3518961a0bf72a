//! Pictures as SVG.

use std::string::String;

use plotters_backend::{BackendColor, DrawingBackend, DrawingErrorKind};
use plotters_svg::SVGBackend;

use super::backend::{Stroke, whole};
use super::lettering::{CAPITALS, Lettering};
use super::picture::{Picture, Shape};

/// The backends draw at whole numbers: so many make a point.
const FINENESS: f64 = 10.0;

/// Half the height of small letters, by which SVG lowers text, as a share of the size; fonts differ little.
const HALF_X: f64 = 0.265;

/// The picture as a document: what the backend writes, inside of one that says the true size.
pub(super) fn document(picture: &Picture) -> String {
    let (width, height) = (picture.width(), picture.height());
    let inside = (width * FINENESS as u32, height * FINENESS as u32);
    let mut document = format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" xmlns=\"http://www.w3.org/2000/svg\">\n",
        inside.0, inside.1,
    );
    let mut drawn = String::new();
    let mut backend = SVGBackend::with_string(&mut drawn, inside);
    for shape in picture.shapes() {
        draw(&mut backend, shape).expect("writing to memory does not fail");
    }
    backend.present().expect("writing to memory does not fail");
    drop(backend);
    document.push_str(&drawn);
    document.push_str("</svg>\n");
    document
}

fn draw<B: DrawingBackend>(backend: &mut B, shape: &Shape) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    match shape {
        Shape::Rect { corner, size, color } => {
            let opposite = (corner.0 + size.0, corner.1 + size.1);
            backend.draw_rect(whole(*corner, FINENESS), whole(opposite, FINENESS), &BackendColor::from(*color), true)
        }
        Shape::Line { points, width, color } => {
            let stroke = Stroke { color: *color, width: (width * FINENESS).round() as u32 };
            match points[..] {
                [from, to] => backend.draw_line(whole(from, FINENESS), whole(to, FINENESS), &stroke),
                _ => backend.draw_path(points.iter().map(|&point| whole(point, FINENESS)), &stroke),
            }
        }
        Shape::Dot { center, radius, color } => {
            backend.draw_circle(whole(*center, FINENESS), (radius * FINENESS) as u32, &BackendColor::from(*color), true)
        }
        Shape::Text { place, text, lettering } => {
            let lower = lettering.size * (CAPITALS / 2.0 - HALF_X);
            let place = if lettering.upright { (place.0 + lower, place.1) } else { (place.0, place.1 + lower) };
            backend.draw_text(
                text,
                &Lettering { size: lettering.size * FINENESS, ..*lettering },
                whole(place, FINENESS),
            )
        }
    }
}
