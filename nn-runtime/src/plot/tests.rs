//! Pictures compared by what they are made of, and what cannot be drawn or written.

use std::string::{String, ToString};
use std::vec::Vec;
use std::{fs, io};

use roxmltree::Document;

use super::{Curves, Panel, Picture, PlotError};

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
    assert!(dark > 100 && white > pixels.len() / 3 / 4, "{dark} dark and {white} white pixels");

    let svg = picture.to_svg();
    inside(&Document::parse(&svg).unwrap());
    svg
}

/// An SVG of one panel with one series.
fn one_series(values: &[f64]) -> String {
    sound(&Curves::new("digits").panel(Panel::new("loss").series("train", values)).draw().unwrap())
}

#[test]
fn curves_have_panels_with_names() {
    let picture = Curves::new("digits")
        .panel(Panel::new("loss").series("train", &[3.0_f32, 2.0, 1.0]).series("validation", &[3.0, 2.5, 2.6]))
        .panel(Panel::new("learning rate").series("learning rate", &[0.1, 0.01, 0.0001]))
        .best_epoch(2)
        .draw()
        .unwrap();
    let svg = sound(&picture);
    let svg = Document::parse(&svg).unwrap();
    assert_eq!(curves(&svg), [3, 3, 3]);
    let texts = texts(&svg);
    for text in ["digits", "train", "validation", "best epoch (2)", "loss", "epoch", "1", "2", "3", "10⁻³"] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
    assert_eq!(texts.iter().filter(|text| *text == "learning rate").count(), 1, "the axis, not the legend");
    assert!(svg.descendants().filter_map(|node| node.attribute("font-family")).all(|family| family == "sans-serif"));
}

#[test]
fn one_epoch_is_a_dot() {
    let svg = one_series(&[0.5]);
    let svg = Document::parse(&svg).unwrap();
    assert_eq!((count(&svg, "polyline"), count(&svg, "circle")), (0, 1));
}

#[test]
fn many_epochs_are_thinned() {
    let svg = one_series(&Vec::from_iter((0..10_000).map(|i| f64::from(i * 7919 % 1009))));
    let points = curves(&Document::parse(&svg).unwrap());
    assert_eq!(points.len(), 1);
    assert!((1000..=4800).contains(&points[0]), "{points:?}");
}

#[test]
fn what_is_no_number_is_a_gap() {
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let svg = one_series(&[1.0, 2.0, 3.0, nan, 5.0, infinite, 2.0, 1.0, 2.0, 3.0, nan]);
    let svg = Document::parse(&svg).unwrap();
    assert_eq!((curves(&svg), count(&svg, "circle")), (vec![3, 4], 1));
}

#[test]
fn nothing_but_nan_is_said() {
    let svg = one_series(&[f64::NAN; 3]);
    let svg = Document::parse(&svg).unwrap();
    assert_eq!((count(&svg, "polyline"), count(&svg, "circle")), (0, 0));
    assert!(texts(&svg).contains(&"no finite values".to_string()));
}

#[test]
fn any_values_can_be_drawn() {
    let tiny = f64::from_bits(1);
    for values in [[0.0, 0.0], [-1e300, 1e300], [f64::MAX, f64::MIN], [tiny, 0.0], [1e-300, 1e300], [1.0, 1.0 + 1e-16]]
    {
        let panels = [Panel::new("auto"), Panel::new("linear").linear(), Panel::new("log").log()];
        let add = |curves: Curves, panel: Panel| curves.panel(panel.series("train", &values));
        sound(&panels.into_iter().fold(Curves::new("extremes"), add).best_epoch(7).draw().unwrap());
    }
}

#[test]
fn sparse_points_are_one_curve() {
    let panel = Panel::new("accuracy").points("validation", &[(10, 0.5), (20, 0.7), (30, 0.75)]);
    let svg = sound(&Curves::new("").panel(panel).over("step").draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    assert_eq!(curves(&svg), [3]);
    assert!(texts(&svg).contains(&"step".to_string()));
}

#[test]
fn long_and_strange_texts_stay_in_the_picture() {
    let long = "a very long name & <tag> \"quoted\" \u{1} \n \u{ffff} 漢字 ".repeat(30);
    let panel = (0..30).fold(Panel::new(&long), |panel, _| panel.series(&long, &[1.0, 2.0]));
    let svg = sound(&Curves::new(&long).panel(panel).over(&long).draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    assert!(texts(&svg).iter().all(|text| text.chars().count() < 200));
}

#[test]
fn nothing_to_draw_is_an_error() {
    let error = Curves::new("digits").draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `digits` has nothing to draw: it has no panels");
    let empty = Panel::new("loss").series::<f32>("train", &[]);
    let error = Curves::new("digits").panel(empty).draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `digits` has nothing to draw: panel `loss` has no values");
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
