//! Confusion matrices, galleries, comparisons and lines.

use std::string::{String, ToString};
use std::vec::Vec;

use roxmltree::Document;

use super::super::{Comparison, Confusion, Gallery, Image, Lines, PlotError};
use super::{count, curves, sound, texts};
use crate::batch::Class;
use crate::metrics::{ConfusionMatrix, roc_auc, roc_curve};

/// A matrix in which every class is sometimes taken for the next.
fn matrix<const C: usize>(samples: usize) -> ConfusionMatrix<C> {
    let class = |i: usize| Class::new(i % C).unwrap();
    let truth = Vec::from_iter((0..samples).map(class));
    let predicted = Vec::from_iter((0..samples).map(|i| class(if i % 7 == 0 { i + 1 } else { i })));
    ConfusionMatrix::new(&truth, &predicted).unwrap()
}

/// The colours of all rectangles but the paper, in the order they are drawn.
fn fills(svg: &Document) -> Vec<String> {
    let rects = svg.descendants().filter(|node| node.has_tag_name("rect")).skip(1);
    rects.map(|node| node.attribute("fill").unwrap().to_string()).collect()
}

#[test]
fn a_confusion_matrix_has_cells() {
    let confusion = matrix::<3>(70);
    let svg = sound(&Confusion::new("digits", &confusion).classes(&["zero", "one", "<two>"]).draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    let texts = texts(&svg);
    for text in ["true", "predicted", "share of the row", "digits", "zero", "one", "<two>"] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
    let counts: Vec<usize> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    assert_eq!(counts, Vec::from_iter(confusion.rows().flatten().copied()));
    let shades = &fills(&svg)[..9];
    assert_eq!(shades[1 + 3], shades[2 + 6], "20 of 23 each");
    assert_ne!(shades[0], shades[1]);
}

#[test]
fn any_number_of_classes_can_be_drawn() {
    for picture in [
        Confusion::new("", &matrix::<1>(3)),
        Confusion::new("empty rows", &matrix::<2>(1)).classes(&["a name that is far too long for a cell"; 2]),
        Confusion::new("a title that is much wider than the matrix below it, by far", &matrix::<30>(1_000_000)),
    ] {
        let picture = picture.draw().unwrap();
        sound(&picture);
        assert!(picture.width() < 1300);
    }
    let error = Confusion::new("words", &matrix::<200>(1)).draw().unwrap_err();
    assert!(matches!(error, PlotError::TooLarge { .. }), "{error}");
}

#[test]
fn each_class_takes_one_name() {
    let error = Confusion::new("digits", &matrix::<3>(3)).classes(&["zero"]).draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `digits` has 1 name for 3 classes");
}

#[test]
fn images_are_runs_of_pixels() {
    let image = [0.0, 0.0, 16.0, 8.0, 8.0, 8.0_f32];
    let picture = Gallery::new("digits").image(Image::new(3, 2, &image).caption("3 → 5").wrong()).draw().unwrap();
    let svg = sound(&picture);
    let svg = Document::parse(&svg).unwrap();
    assert_eq!(fills(&svg), ["#FFFFFF", "#000000", "#808080"]);
    assert_eq!(texts(&svg), ["digits", "3 → 5"]);

    let svg = Gallery::new("").light_on_dark().range(0.0, 8.0).image(Image::new(3, 2, &image)).draw().unwrap().to_svg();
    assert_eq!(fills(&Document::parse(&svg).unwrap()), ["#000000", "#FFFFFF", "#FFFFFF"], "16 is beyond");
}

#[test]
fn wrong_images_have_another_frame() {
    let image = || Image::new(2, 2, &[0.0, 1.0, 1.0, 0.0]);
    let picture = Gallery::new("").image(image()).image(image().right()).image(image().wrong()).draw().unwrap();
    let svg = sound(&picture);
    let svg = Document::parse(&svg).unwrap();
    let lines = svg.descendants().filter(|node| node.has_tag_name("line"));
    let frames = Vec::from_iter(lines.map(|line| line.attribute("stroke").unwrap().to_string()));
    assert_eq!(frames.len(), 12);
    assert!(frames[0] != frames[4] && frames[4] != frames[8], "{frames:?}");
}

#[test]
fn any_image_can_be_drawn() {
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 0.0];
    let mut gallery = Gallery::new("strange").columns(0).image(Image::new(6, 1, &strange));
    for values in [[0.5; 6], [f64::NAN; 6], [f64::INFINITY; 6], [0.0; 6]] {
        gallery = gallery.image(Image::new(2, 3, &values).caption("a caption that is longer than the image is wide"));
    }
    sound(&gallery.draw().unwrap());
    let svg = sound(&Gallery::new("large").image(Image::new(300, 2, &[0.5; 600])).draw().unwrap());
    assert_eq!(fills(&Document::parse(&svg).unwrap()).len(), 2);
}

#[test]
fn signs_are_colors() {
    let weights = [2.0, -4.0, 0.0, 4.0, -1.0, f64::NAN];
    let grey = Image::new(2, 1, &[0.0, 1.0]);
    let picture = Gallery::new("signs").image(Image::new(6, 1, &weights).signed()).image(grey).draw().unwrap();
    let svg = sound(&picture);
    let fills = fills(&Document::parse(&svg).unwrap());
    // Half blue, orange, white, blue, a quarter orange, missing; then the grey image, whose range is its own.
    assert_eq!(fills, ["#80B9D9", "#D55E00", "#FFFFFF", "#0072B2", "#F5D7BF", "#F0C8A0", "#FFFFFF", "#000000"]);
    for values in [[0.0; 4], [f64::NAN; 4], [f64::INFINITY; 4], [f64::MIN; 4]] {
        sound(&Gallery::new("signs").image(Image::new(2, 2, &values).signed()).draw().unwrap());
    }
}

#[test]
fn ragged_images_are_refused() {
    let error = Gallery::new("digits").image(Image::new(1, 1, &[0.0])).image(Image::new(8, 8, &[0.0; 63])).draw();
    let expected = "image 1 of picture `digits` has 63 values, but is 8 × 8 pixels large";
    assert_eq!(error.unwrap_err().to_string(), expected);
    for (width, height) in [(0, 0), (0, 3), (usize::MAX, 2)] {
        assert!(Gallery::new("").image(Image::new::<f32>(width, height, &[])).draw().is_err());
    }
    let error = Gallery::new("digits").draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `digits` has nothing to draw: it has no images");
    let pixel = Image::new(1, 1, &[0.0]);
    let error = (0..1000).fold(Gallery::new("all"), |gallery, _| gallery.image(pixel.clone())).draw().unwrap_err();
    assert!(matches!(error, PlotError::TooLarge { .. }), "{error}");
}

#[test]
fn trials_have_whiskers_and_runs() {
    let comparison = Comparison::new("width", "accuracy").trial("32", &[0.5, 0.6, 0.7]).mean("64", 0.7, 0.1);
    let svg = sound(&comparison.draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    // A dot for each run, and two, one within the other, for each mean.
    assert_eq!(count(&svg, "circle"), 3 + 2 + 2);
    let texts = texts(&svg);
    for text in ["width", "accuracy", "32", "64", "0.60 ± 0.10", "0.70 ± 0.10"] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
    let svg = sound(&comparison.from_zero().draw().unwrap());
    assert_eq!(fills(&Document::parse(&svg).unwrap()).len(), 2, "a bar for each");
}

#[test]
fn any_trial_can_be_drawn() {
    let trials = Comparison::new("a title", "a cost")
        .trial("diverged", &[1.0, f64::NAN])
        .trial("constant", &[2.0; 5])
        .trial("one", &[f64::INFINITY])
        .trial("far away", &[1e300, -1e300])
        .mean("wrong", 1.0, f64::NAN)
        .mean("nothing", 0.0, 0.0);
    for trials in [trials.clone(), trials.clone().from_zero(), trials.log()] {
        let svg = sound(&trials.draw().unwrap());
        assert!(texts(&Document::parse(&svg).unwrap()).contains(&"NaN".to_string()));
    }
    sound(&Comparison::new("", "").trial("nothing to draw", &[f64::NAN]).draw().unwrap());
}

#[test]
fn no_trials_are_refused() {
    let error = Comparison::new("width", "accuracy").draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `width` has nothing to draw: it has no trials");
    let error = Comparison::new("width", "accuracy").trial::<f32>("32", &[]).draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `width` has nothing to draw: trial `32` has no results");
}

#[test]
fn roc_curves_go_from_corner_to_corner() {
    let truth = Vec::from_iter((0..50).map(|i| Class::<2>::new(i * 31 % 50 % 2).unwrap()));
    let scores = Vec::from_iter((0..50).map(|i| [f64::from(i * 17 % 50 / 3)]));
    let curve = roc_curve(&truth, &scores).unwrap();
    let area: f64 = curve.windows(2).map(|ends| (ends[1].0 - ends[0].0) * (ends[1].1 + ends[0].1) / 2.0).sum();
    assert!((area - roc_auc(&truth, &scores).unwrap()).abs() < 1e-12);
    let svg = sound(&Lines::roc("phishing").line("test", &curve).draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    assert_eq!(curves(&svg), [curve.len()]);
    assert!(texts(&svg).contains(&"false positive rate".to_string()));
}

#[test]
fn points_are_dots() {
    let points = [(1e2, 0.3), (1e4, 0.1), (1e6, 0.01), (f64::NAN, 0.1), (-1.0, 0.1)];
    let lines = Lines::new("cost", "parameters", "error").log_across().log_up();
    let svg = sound(&lines.clone().points("trials", &points).draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    assert_eq!((count(&svg, "circle"), curves(&svg).len()), (1 + 3, 0), "one in the legend");
    let svg = sound(&lines.marked_line("trials", &points).draw().unwrap());
    let svg = Document::parse(&svg).unwrap();
    assert_eq!((count(&svg, "circle"), curves(&svg)), (3, vec![3]));
}

#[test]
fn no_points_are_refused() {
    let error = Lines::calibration("digits").line::<f64>("test", &[]).draw().unwrap_err();
    assert_eq!(error.to_string(), "picture `digits` has nothing to draw: it has no points");
    sound(&Lines::new("nothing", "x", "y").line("test", &[(f64::NAN, f64::NAN)]).draw().unwrap());
}
