//! Curves over epochs.

use std::string::{String, ToString};
use std::vec::Vec;

use roxmltree::Document;

use super::super::{Curves, Panel};
use super::{count, curves, sound, texts};

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
