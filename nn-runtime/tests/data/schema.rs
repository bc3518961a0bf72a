//! Rows of text become inputs, as the rows that a schema was fitted to.

use nn_runtime::data::{Column, Kind, Schema, Unknown, Words};
use proptest::prelude::*;

#[test]
fn every_refusal_names_the_column() {
    let columns = vec![
        Column::new("age", Kind::NUMBER),
        Column::new("", Kind::Number { fill: Some(1.0) }),
        Column::new("colour", Kind::one_hot(["red", "blue"])),
    ];
    let schema = Schema::new(columns).unwrap();
    assert_eq!(schema.encode::<[f64; 4]>(&["3", " ", "blue "]), Ok([3.0, 1.0, 0.0, 1.0]));
    for (cells, message) in [
        (&["1", "2"][..], "the row has 2 cells, but the schema has 3 columns"),
        (&["x", "2", "red"], "column 1 (`age`): `x` is not a number"),
        (&["?", "2", "red"], "column 1 (`age`): the value is missing (`?`)"),
        (&["1", "inf", "red"], "column 2: `inf` is not a finite number"),
        (&["1", "2", ""], "column 3 (`colour`): the value is missing (``)"),
        (&["1", "2", "reddish"], "column 3 (`colour`): `reddish` is unknown: the column holds `red`, `blue`"),
    ] {
        assert_eq!(schema.encode::<[f64; 4]>(cells).unwrap_err().to_string(), message);
    }
    let error = schema.encode::<[f32; 4]>(&["1e300", "2", "red"]).unwrap_err();
    assert_eq!(error.to_string(), "column 1 (`age`): `1e300` is too large for the numbers of a sample");
    let error = schema.encode::<[f32; 3]>(&["1", "2", "red"]).unwrap_err();
    assert_eq!(error.to_string(), "the columns make 4 numbers, but `[f32; 3]` takes 3");
}

#[test]
fn columns_that_make_no_sense_are_refused() {
    let message = |kind| Schema::new(vec![Column::new("a", kind)]).unwrap_err().to_string();
    assert_eq!(message(Kind::one_hot(["x", "y", "x"])), "column 1: the level `x` is there twice");
    assert_eq!(message(Kind::id([""; 0])), "column 1 has no levels: a column of words takes at least one");
    let fill = Kind::Number { fill: Some(f64::INFINITY) };
    assert_eq!(message(fill), "column 1: missing numbers are filled with inf, which must be finite");
    let fill = Kind::id(Words { fill: Some("z".into()), ..["x", "y"].into() });
    assert_eq!(message(fill), "column 1: missing words are filled with `z`, which is none of its words, `x`, `y`");
}

#[test]
fn words_may_be_missing_or_unknown() {
    let words = Words { fill: Some("blue".into()), ..["red", "blue"].into() };
    let colours = Kind::OneHot { words: words.clone(), unknown: Unknown::Zeros };
    let schema = Schema::new(vec![Column::new("colour", colours), Column::new("colour", Kind::id(words))]).unwrap();
    let encode = |first, second| schema.encode::<[f64; 3]>(&[first, second]);
    assert_eq!(encode("red", "red"), Ok([1.0, 0.0, 0.0]));
    assert_eq!(encode("?", " "), Ok([0.0, 1.0, 1.0]));
    assert_eq!(encode("green", "blue"), Ok([0.0, 0.0, 1.0]));
    let message = encode("green", "green").unwrap_err().to_string();
    assert_eq!(message, "column 2 (`colour`): `green` is unknown: the column holds `red`, `blue`");
}

#[test]
fn texts_that_are_no_schema_are_refused() {
    for (text, message) in [
        ("", "line 1: `` is no part of a schema: `columns` belongs there"),
        ("column\n", "line 1: `column` is no part of a schema: `columns` belongs there"),
        ("columns\nnumbers a", "line 2: `numbers a` is no part of a schema: `number`, `one_hot` or `id` belongs there"),
        (
            "columns\n level a",
            "line 2: ` level a` is no part of a schema: a column, or what belongs to the one before belongs there",
        ),
        ("columns\nnumber a\n fill x", "line 3: ` fill x` is no part of a schema: a number belongs there"),
        (
            "columns\nid a\\x",
            "line 2: `id a\\x` is no part of a schema: `\\n`, `\\r` or `\\\\` where a backslash is belongs there",
        ),
        (
            "columns\none_hot a\n level x\n unknown ones",
            "line 4: ` unknown ones` is no part of a schema: a column, or what belongs to the one before belongs there",
        ),
        (
            "columns\nid a\n level x\n fill x\n fill x",
            "line 5: ` fill x` is no part of a schema: a column, or what belongs to the one before belongs there",
        ),
        ("columns\nid a", "column 1 has no levels: a column of words takes at least one"),
        ("columns\nnumber a\n fill NaN", "column 1: missing numbers are filled with NaN, which must be finite"),
    ] {
        assert_eq!(text.parse::<Schema>().unwrap_err().to_string(), message);
    }
}

fn kinds() -> impl Strategy<Value = Kind> {
    let words = || {
        let levels = prop::collection::btree_set(".{0,4}|[\\n\\r\\\\ ]{0,4}", 1..5);
        (levels, prop::option::of(any::<prop::sample::Index>())).prop_map(|(levels, fill)| {
            let levels: Vec<String> = levels.into_iter().collect();
            Words { fill: fill.map(|fill| fill.get(&levels).clone()), levels }
        })
    };
    let unknown = prop::sample::select(vec![Unknown::Refuse, Unknown::Zeros]);
    prop_oneof![
        prop::option::of(-1e300..1e300).prop_map(|fill| Kind::Number { fill }),
        (words(), unknown).prop_map(|(words, unknown)| Kind::OneHot { words, unknown }),
        words().prop_map(Kind::Id),
    ]
}

proptest! {
    #[test]
    fn text_holds_a_schema_without_loss(columns in prop::collection::vec((".{0,4}|[\\n\\r\\\\ ]{0,4}", kinds()), 0..6)) {
        let schema = Schema::new(columns.into_iter().map(|(name, kind)| Column::new(name, kind)).collect()).unwrap();
        prop_assert_eq!(schema.to_text().parse(), Ok(schema));
    }

    #[test]
    fn no_text_panics(text in "(columns\n)?((number|one_hot|id| fill| level| unknown|x)[ 0-9a\\\\n]{0,5}\n){0,5}") {
        if let Ok(schema) = text.parse::<Schema>() {
            prop_assert_eq!(schema.to_text().parse(), Ok(schema));
        }
    }

    #[test]
    fn cells_are_encoded_one_by_one(numbers in prop::array::uniform2(-1e30_f64..1e30), level in 0_usize..3) {
        let levels = ["a", "b", "c"];
        let kinds = [Kind::NUMBER, Kind::one_hot(levels), Kind::id(levels), Kind::NUMBER];
        let schema = Schema::new(kinds.map(|kind| Column::new("", kind)).to_vec()).unwrap();
        let cells = [&numbers[0].to_string(), levels[level], levels[level], &format!(" {} ", numbers[1])];
        let one_hot = [0, 1, 2].map(|i| f64::from(u8::from(i == level)));
        let expected = [numbers[0], one_hot[0], one_hot[1], one_hot[2], level as f64, numbers[1]];
        prop_assert_eq!(schema.encode::<[f64; 6]>(&cells), Ok(expected));
    }
}
