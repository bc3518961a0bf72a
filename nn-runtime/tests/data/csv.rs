//! What is read from tables.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use nn_runtime::Class;
use nn_runtime::data::{
    Columns, CsvError, Dataset, Fill, Label, MinMax, Missing, Numbers, Row, Schema, Standardize, Unknown,
};
use nn_runtime::nalgebra::SVector;
use proptest::prelude::*;

fn read<X: Numbers, Y: Label>(text: &str, columns: Columns) -> Dataset<X, Y> {
    Dataset::from_csv_reader("a.csv", text.as_bytes(), columns).unwrap_or_else(|error| panic!("{error}"))
}

fn class<const C: usize>(label: usize) -> Class<C> {
    Class::new(label).unwrap()
}

fn zipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn numbers_and_the_label_behind_them() {
    let data = read::<[f32; 2], Class<3>>("1,-2.5,0\n 3e2 ,4,2.0", Columns::label_last());
    assert_eq!(data.inputs(), [[1.0, -2.5], [300.0, 4.0]]);
    assert_eq!(data.targets(), [class(0), class(2)]);
    assert!(data.names().inputs.is_empty() && data.names().classes.is_empty());
}

#[test]
fn the_label_may_be_anywhere() {
    let text = "a,b,c\n1,2,3\n4,5,6\n";
    assert_eq!(read::<[f64; 2], f64>(text, Columns::label_first().header()).targets(), [1.0, 4.0]);
    assert_eq!(read::<[f64; 2], f64>(text, Columns::label("b")).targets(), [2.0, 5.0]);
    assert_eq!(read::<[f64; 2], f64>(text, Columns::label(1).header()).inputs(), [[1.0, 3.0], [4.0, 6.0]]);
    assert_eq!(read::<f64, [f64; 2]>(text, Columns::labels(["c", "a"])).targets(), [[3.0, 1.0], [6.0, 4.0]]);
    assert_eq!(read::<f64, [f64; 2]>(text, Columns::label_last().header()).targets(), [[2.0, 3.0], [5.0, 6.0]]);
}

#[test]
fn samples_come_in_all_their_forms() {
    let text = "1,2,3,4\n";
    let vectors = read::<SVector<f32, 3>, f32>(text, Columns::label_last());
    assert_eq!(vectors.inputs(), [SVector::from([1.0, 2.0, 3.0])]);
    let several = read::<([f32; 2], f64), f32>(text, Columns::label_last());
    assert_eq!(several.inputs(), [([1.0, 2.0], 3.0)]);
}

/// Ids are numbers as others are; only the 0 and 1 of words keep their values.
#[test]
fn words_are_not_scaled_unless_asked_for() {
    let text = "red,8,b,0\nblue,4,a,0\nred,8,b,0\nblue,4,a,0\n";
    let data = read::<[f64; 4], f64>(text, Columns::label_last().one_hot(0).ids(2));
    let spared = Standardize::fit(&data).unwrap();
    assert_eq!((spared.shifts(), spared.factors()), (&[0.0, 0.0, 6.0, 0.5][..], &[1.0, 1.0, 0.5, 2.0][..]));
    assert_eq!(data.scaled(&spared).unwrap().inputs()[0], [0.0, 1.0, 1.0, 1.0]);
    let all = Standardize::fit_all(&data).unwrap();
    assert_eq!((all.shifts(), all.factors()), (&[0.5, 0.5, 6.0, 0.5][..], &[2.0, 2.0, 0.5, 2.0][..]));

    // Among blue alone, each word is the same in all samples.
    let blue = data.filter(|x, _| x[0] == 1.0);
    assert_eq!(blue.scaled(&MinMax::fit(&blue).unwrap()).unwrap().inputs(), [[1.0, 0.0, 0.0, 0.0]; 2]);
    assert_eq!(blue.scaled(&MinMax::fit_all(&blue).unwrap()).unwrap().inputs(), [[0.0; 4]; 2]);
}

#[test]
fn columns_without_a_use_are_not_looked_at() {
    let columns = Columns::label_last().header().ignore("name").ignore(2);
    let data =
        Dataset::<f32, Class<2>>::from_csv_reader("a.csv", &b"name,x,note,y\nA\xff,1,,0\nB,2,?,1\n"[..], columns);
    assert_eq!(data.unwrap().inputs(), [1.0, 2.0]);
}

#[test]
fn words_become_numbers_and_go_with_the_data() {
    let text = "size,colour,kind\n10,red,no\n9,green,yes\n10,blue,no\n";
    let columns = Columns::label("kind").labels_by_name().one_hot("colour").ids("size");
    let data = read::<[f32; 4], Class<2>>(text, columns);
    assert_eq!(data.inputs(), [[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]]);
    assert_eq!(data.targets(), [class(0), class(1), class(0)]);
    assert_eq!(data.names().inputs, ["size", "colour=blue", "colour=green", "colour=red"]);
    assert_eq!(data.names().classes, ["no", "yes"]);

    let (part, _) = data.split((0.5, 0.5), 1).unwrap();
    assert_eq!(part.schema(), data.schema());
    let schema = data.schema().unwrap().to_text().parse::<Schema>().unwrap();
    assert_eq!(schema.encode::<[f32; 4]>(&["9", "green"]), Ok(data.inputs()[1]));
}

#[test]
fn words_may_be_given() {
    let columns = Columns::label_last().one_hot_of(0, ["b", "a", "c"]).ids_of(1, ["y", ""]);
    let data = read::<[f32; 4], Class<2>>("a,y,1\nb,,0\n", columns.class_names(["off", "on"]));
    assert_eq!(data.inputs(), [[0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0]]);
    assert_eq!(data.names().classes, ["off", "on"]);

    let columns = Columns::label_last().labels_by_name().class_names(["off", "on", "broken"]);
    assert_eq!(read::<f32, Class<3>>("1,on\n2,off\n", columns).targets(), [class(1), class(0)]);
}

#[test]
fn names_may_be_given_and_lines_passed_over() {
    let columns = Columns::label("y").skip_lines(2).names(["x", "y"]).separator(b';');
    let data = read::<f32, f32>("2 rows\n\"of,numbers\n1;2\n3;4\n", columns);
    assert_eq!((data.targets(), &data.names().inputs[..]), (&[2.0, 4.0][..], &["x".to_string()][..]));
}

#[test]
fn quotes_empty_lines_and_marks_are_as_everywhere() {
    let text = "\u{feff}\"x, \"\"in\"\" m\",\"k\ny\"\r\n\r\n\"1\",\"a\r\nb\"\r\n  \r\n2,c";
    let data = read::<f32, Class<2>>(text, Columns::label("k\ny").labels_by_name());
    assert_eq!(data.names().inputs, ["x, \"in\" m"]);
    assert_eq!(data.names().classes, ["a\nb", "c"]);
}

#[test]
fn rows_in_which_a_value_is_missing_are_left_out() {
    // The word `green` stands in such a row alone, so it is none of the words.
    let text = "x,colour,y\n1,red,0\n?,green,1\n3,NA,1\n,red,\n2,blue,1\n4,red,NaN\n";
    let data = read::<[f32; 3], Class<2>>(text, Columns::label("y").one_hot("colour").missing(Missing::DropRow));
    assert_eq!(data.inputs(), [[1.0, 0.0, 1.0], [2.0, 1.0, 0.0]]);
}

#[test]
fn missing_numbers_are_filled_here_and_later() {
    let columns = Columns::label_last().missing(Fill::Number(-1.0)).fill(1, 0.5);
    let data = read::<[f32; 2], Class<2>>("NA,2,0\n3,,1\n", columns);
    assert_eq!(data.inputs(), [[-1.0, 2.0], [3.0, 0.5]]);
    assert_eq!(data.schema().unwrap().encode::<[f32; 2]>(&["?", ""]), Ok([-1.0, 0.5]));
    // A number that is filled is no reason to leave a row out.
    let columns = Columns::label_last().missing(Missing::DropRow).fill(1, 0.5);
    assert_eq!(read::<[f32; 2], Class<2>>("NA,2,0\n3,,1\n", columns).inputs(), [[3.0, 0.5]]);
}

#[test]
fn compressed_files_are_known_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Dataset::<f32, f32>::from_csv(path, Columns::label_last()).map(|data| data.targets().to_vec())
    };
    assert_eq!(read("a.csv", b"1,2\n3,4\n").unwrap(), [2.0, 4.0]);
    assert_eq!(read("a.csv.gz", &zipped(b"1,2\n3,4\n")).unwrap(), [2.0, 4.0]);
    assert_eq!(read("a.data", &zipped(b"1,2\n3,4\n")).unwrap(), [2.0, 4.0]);
    let both = [zipped(b"1,2\n"), zipped(b"3,4\n")].concat();
    assert_eq!(read("both.gz", &both).unwrap(), [2.0, 4.0], "one behind the other");

    let whole = zipped(&b"1,2\n".repeat(9000));
    let message = read("damaged.csv.gz", &whole[..whole.len() - 20]).unwrap_err().to_string();
    assert!(message.contains("damaged.csv.gz, line ") && message.contains(": cannot read on: "), "{message}");
    let message = read("plain.csv.gz", b"1,2\n").unwrap_err().to_string();
    assert!(message.contains("plain.csv.gz, line 1: its name ends in `.gz`, but it is not compressed"), "{message}");
    let message = Dataset::<f32, f32>::from_csv("no/such.csv", Columns::label_last()).unwrap_err().to_string();
    assert!(message.starts_with("no/such.csv: cannot open it: "), "{message}");
}

/// A cell as it is written to a table.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec((prop::array::uniform3(-1e30_f32..1e30), 0_usize..5), 1..20),
        separator in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        end in prop::sample::select(vec!["\n", "\r\n", "\n\n"]),
        quotes in any::<bool>(),
    ) {
        let mut text = String::new();
        for (x, label) in &rows {
            for x in x {
                let cell = if quotes { quoted(&x.to_string()) } else { x.to_string() };
                write!(text, "{cell}{}", char::from(separator)).unwrap();
            }
            write!(text, "{label}{end}").unwrap();
        }
        let data = read::<[f32; 3], Class<5>>(&text, Columns::label_last().separator(separator));
        let read: Vec<_> = data.iter().map(|(x, class)| (*x, class.index())).collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn words_are_read_as_they_were_written(words in prop::collection::vec("[a-c\",;\n\\\\]{1,3}", 1..20)) {
        let words: Vec<_> = words.iter().map(|word| format!("w{word}w")).collect(); // no space at the ends, which is taken away
        let text: String = words.iter().map(|word| format!("{},1\n", quoted(word))).collect();
        let data = read::<f64, f64>(&text, Columns::label_last().ids(0));
        let levels = &data.schema().unwrap().columns()[0].kind.words().unwrap().levels;
        let read: Vec<_> = data.inputs().iter().map(|&id| &levels[id as usize]).collect();
        prop_assert_eq!(read, words.iter().collect::<Vec<_>>());
        prop_assert!(levels.is_sorted());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for_all_columns(&bytes);
        for_all_columns(&[&[0x1f, 0x8b][..], &bytes].concat());
    }

    #[test]
    fn no_text_panics(text in "[0-9a,;\"?.\n\r \u{feff}é-]{0,60}") {
        for_all_columns(text.as_bytes());
    }
}

/// Reads bytes in many ways, and looks at all there is to see of errors.
fn for_all_columns(bytes: &[u8]) {
    fn see<X: Numbers, Y: Label>(bytes: &[u8], columns: Columns) {
        match Dataset::<X, Y>::from_csv_reader("a.csv", bytes, columns) {
            Ok(data) => assert_eq!((data.schema().unwrap().numbers(), data.is_empty()), (X::NUMBERS, false)),
            Err(error @ CsvError { .. }) => assert!(error.to_string().starts_with("a.csv")),
        }
    }
    see::<[f32; 2], Class<3>>(bytes, Columns::label_last());
    see::<f64, f64>(bytes, Columns::label_first().header().missing(Missing::DropRow));
    see::<f32, Class<2>>(bytes, Columns::label(0).labels_by_name().missing(Fill::Number(0.0)));
    see::<[f32; 3], f32>(bytes, Columns::label_last().one_hot(0).skip_lines(1));
    see::<f32, [f32; 2]>(bytes, Columns::labels([2, 0]).ids(1).separator(b';'));

    let columns = Columns::label_last().one_hot(0).missing(Fill::MostFrequent).unknown(Unknown::Zeros);
    match Dataset::<Row, f64>::rows_from_csv_reader("a.csv", bytes, columns) {
        Ok(rows) => {
            let _ = format!("{rows:?} {:?}", rows.inputs());
            let schema = Schema::fit(&rows.take(1));
            let encoded = schema.map(|schema| rows.encoded::<[f64; 2]>(&schema).map_err(|error| error.to_string()));
            let _ = encoded.map_err(|error| error.to_string());
        }
        Err(error) => assert!(error.to_string().starts_with("a.csv")),
    }
}

/// The tables of the examples, each of another form.
#[test]
fn the_tables_of_the_examples_are_read() {
    let path = |name| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name);

    let columns = Columns::label_last().skip_lines(1).class_names(["malignant", "benign"]);
    let cells = Dataset::<[f32; 30], Class<2>>::from_csv(path("breast_cancer.csv"), columns).unwrap();
    assert_eq!((cells.len(), cells.class_counts(), cells.inputs()[568][0]), (569, [212, 357], 7.76));

    let pages =
        Dataset::<[f32; 9], Class<2>>::from_csv(path("phishing.csv.gz"), Columns::label("is_phishing")).unwrap();
    assert_eq!((pages.class_counts(), pages.names().inputs[8].as_str()), ([702, 548], "ip_in_url"));

    let digits = Dataset::<[f32; 64], Class<10>>::from_csv(path("digits.csv.gz"), Columns::label_last()).unwrap();
    assert_eq!((digits.len(), digits.class_counts()[..2].to_vec()), (1797, vec![178, 182]));
}
