//! Pictures compared by what they are made of, and what cannot be drawn or written.

use std::string::{String, ToString};
use std::vec::Vec;
use std::{fs, io};

use roxmltree::Document;

use super::{Curves, Panel, Picture, PlotError};

mod curves;
mod others;

/// How many elements of a kind there are.
fn count(svg: &Document, kind: &str) -> usize {
    svg.descendants().filter(|node| node.has_tag_name(kind)).count()
}

/// All texts of a picture, in the order they are drawn.
fn texts(svg: &Document) -> Vec<String> {
    let texts = svg.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().trim().to_string()).collect()
}

/// How many points each curve has.
fn curves(svg: &Document) -> Vec<usize> {
    let lines = svg.descendants().filter(|node| node.has_tag_name("polyline"));
    lines.map(|line| line.attribute("points").unwrap().split_whitespace().count()).collect()
}

/// Panics unless everything lies within the picture; what texts take beside their places is not known.
fn inside(svg: &Document) {
    let root = svg.root_element();
    let size: Vec<f64> = root.attribute("viewBox").unwrap().split(' ').map(|x| x.parse().unwrap()).collect();
    let check = |name: &str, value: &str| {
        let value: f64 = value.parse().unwrap();
        let limit = if name.starts_with(['x', 'w']) || name == "cx" { size[2] } else { size[3] };
        assert!((0.0..=limit).contains(&value), "{name} is {value}");
    };
    for node in svg.descendants().skip(1) {
        for attribute in node.attributes() {
            match attribute.name() {
                name @ ("x" | "y" | "x1" | "x2" | "y1" | "y2" | "cx" | "cy" | "width" | "height") => {
                    check(name, attribute.value());
                }
                "points" => attribute.value().split_whitespace().for_each(|point| {
                    let (x, y) = point.split_once(',').unwrap();
                    check("x", x);
                    check("y", y);
                }),
                _ => {}
            }
        }
    }
}

/// The picture's SVG, which must be sound, after the same picture as PNG was found to be.
fn sound(picture: &Picture) -> String {
    let bytes = picture.to_png();
    let mut reader = png::Decoder::new(io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (2 * picture.width(), 2 * picture.height()));
    let dark = pixels.chunks(3).filter(|pixel| pixel.iter().all(|&part| part < 80)).count();
    let white = pixels.chunks(3).filter(|pixel| **pixel == [255; 3]).count();
    assert!(dark > 100 && white > pixels.len() / 3 / 8, "{dark} dark and {white} white pixels");

    let svg = picture.to_svg();
    inside(&Document::parse(&svg).unwrap());
    svg
}

#[test]
fn too_large_a_picture_is_an_error() {
    let panels = (0..100).fold(Curves::new("deep"), |curves, _| curves.panel(Panel::new("loss").series("", &[1.0])));
    let error = panels.draw().unwrap_err();
    assert!(matches!(error, PlotError::TooLarge { width: 640, .. }), "{error}");
    assert!(error.to_string().contains("at most 4000000 square points are drawn"), "{error}");
}

#[test]
fn endings_choose_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let curves = Curves::new("digits").panel(Panel::new("loss").series("train", &[1.0, 0.5]));
    for (name, begin) in [("a.svg", &b"<svg "[..]), ("b.png", b"\x89PNG"), ("c.SVG", b"<svg ")] {
        let path = folder.path().join(name);
        fs::write(&path, "what was there").unwrap();
        curves.save(&path).unwrap();
        assert!(fs::read(&path).unwrap().starts_with(begin), "{name}");
    }
    for name in ["d.pdf", "e", ".svg"] {
        let path = folder.path().join(name);
        let error = curves.save(&path).unwrap_err();
        let expected = format!("cannot write a picture to `{}`: its name must end in `.svg` or `.png`", path.display());
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left over");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("curves.png");
    let error = Curves::new("digits").panel(Panel::new("loss").series("train", &[1.0])).save(&path).unwrap_err();
    assert!(error.to_string().starts_with(&format!("cannot write the picture to `{}`: ", path.display())), "{error}");
}
