//! Pictures as PNG.

use std::vec::Vec;

use plotters_backend::{BackendColor, DrawingBackend, DrawingErrorKind};
use plotters_bitmap::BitMapBackend;
use plotters_bitmap::bitmap_pixel::RGBPixel;

use super::backend::{Stroke, whole};
use super::lettering::Lettering;
use super::picture::{Picture, Shape};

/// Pixels of the file to the point.
const PIXELS: u32 = 2;
/// Pixels drawn to the point: the mean over squares of them makes edges smooth.
const DRAWN: u32 = 2 * PIXELS;
const SCALE: f64 = DRAWN as f64;

/// The picture as the bytes of a file.
pub(super) fn file(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.width() * PIXELS, picture.height() * PIXELS);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_meter = (96.0 / 0.0254) as u32 * PIXELS;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_meter, yppu: per_meter, unit: png::Unit::Meter }));
    let pixels = mean_of_squares(&drawn(picture), width as usize);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels))
        .expect("writing to memory does not fail");
    bytes
}

/// The picture in `DRAWN` pixels to the point.
fn drawn(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.width() * DRAWN, picture.height() * DRAWN);
    let mut pixels = vec![0; width as usize * height as usize * 3];
    let mut backend = BitMapBackend::<RGBPixel>::with_buffer(&mut pixels, (width, height));
    for shape in picture.shapes() {
        draw(&mut backend, shape).expect("drawing in memory does not fail");
    }
    drop(backend);
    pixels
}

fn draw<B: DrawingBackend>(backend: &mut B, shape: &Shape) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    match shape {
        Shape::Rect { corner, size, color } => {
            let opposite = (corner.0 + size.0, corner.1 + size.1);
            backend.draw_rect(whole(*corner, SCALE), whole(opposite, SCALE), &BackendColor::from(*color), true)
        }
        Shape::Line { points, width, color } => {
            let stroke = Stroke { color: *color, width: (width * SCALE).round() as u32 };
            points
                .windows(2)
                .try_for_each(|ends| segment(backend, whole(ends[0], SCALE), whole(ends[1], SCALE), &stroke))?;
            // The backend's way around a corner leaves holes where a line turns back on itself; a dot never does.
            let joints = points.get(1..points.len() - 1).unwrap_or_default();
            joints.iter().try_for_each(|&joint| {
                backend.draw_circle(whole(joint, SCALE), stroke.width.saturating_sub(1) / 2, &stroke, true)
            })
        }
        Shape::Dot { center, radius, color } => {
            let radius = (radius * SCALE).round() as u32;
            backend.draw_circle(whole(*center, SCALE), radius, &BackendColor::from(*color), true)
        }
        Shape::Text { place, text, lettering } => {
            let size = lettering.size * SCALE;
            backend.draw_text(text, &Lettering { size, ..*lettering }, whole(*place, SCALE))
        }
    }
}

/// A straight piece of a line; along an axis it is a rectangle, to the pixel.
fn segment<B: DrawingBackend>(
    backend: &mut B,
    from: (i32, i32),
    to: (i32, i32),
    stroke: &Stroke,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    if from.0 != to.0 && from.1 != to.1 {
        return backend.draw_line(from, to, stroke);
    }
    let (width, half) = (stroke.width as i32, stroke.width as i32 / 2);
    let corner = (from.0.min(to.0), from.1.min(to.1));
    let (corner, size) = if from.0 == to.0 {
        ((corner.0 - half, corner.1), (width, (to.1 - from.1).abs()))
    } else {
        ((corner.0, corner.1 - half), ((to.0 - from.0).abs(), width))
    };
    let opposite = (corner.0 + size.0, corner.1 + size.1);
    backend.draw_rect(corner, opposite, &BackendColor::from(stroke.color), true)
}

/// A picture of half the width and height, each pixel the mean of four.
fn mean_of_squares(pixels: &[u8], width: usize) -> Vec<u8> {
    let drawn = 2 * width * 3;
    let rows = pixels.chunks_exact(2 * drawn).map(|rows| rows.split_at(drawn));
    rows.flat_map(|(upper, lower)| {
        (0..width * 3).map(move |i| {
            let first = i / 3 * 6 + i % 3;
            let sum = |row: &[u8]| u16::from(row[first]) + u16::from(row[first + 3]);
            ((sum(upper) + sum(lower)) / 4) as u8
        })
    })
    .collect()
}
