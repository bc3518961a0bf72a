//! Every refusal of a table names its place, in words.

use nn_runtime::Class;
use nn_runtime::data::{Columns, Dataset, Fill, Label, Missing, Numbers};

/// What is said of a table that is refused.
fn refusal<X: Numbers, Y: Label>(bytes: impl AsRef<[u8]>, columns: Columns) -> String {
    match Dataset::<X, Y>::from_csv_reader("a.csv", bytes.as_ref(), columns) {
        Ok(data) => panic!("{} rows were read", data.len()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn cells() {
    let two = |bytes: &[u8]| refusal::<[f32; 2], Class<3>>(bytes, Columns::label_last());
    for (text, message) in [
        (&b"1,2,0\n1,x,0"[..], "a.csv, line 2, column 2: `x` is not a number"),
        (b"1,x,0", "a.csv, line 1, column 2: `x` is not a number"),
        (b"1,,0", "a.csv, line 1, column 2: the value is missing (``)"),
        (b"1,2,0\r\n\r\n NaN,2,0", "a.csv, line 3, column 1: the value is missing (`NaN`)"),
        (b"1,2,?", "a.csv, line 1, column 3: the value is missing (`?`)"),
        (b"1,-inf,0", "a.csv, line 1, column 2: `-inf` is not a finite number"),
        (b"1,1e99,0", "a.csv, line 1, column 2: `1e99` is too large for the numbers of a sample"),
        (b"1,2,3", "a.csv, line 1, column 3: label 3 is not one of the 3 classes, 0 to 2"),
        (
            b"1,2,-1",
            "a.csv, line 1, column 3: `-1` is not a label: the classes are 0 to 2; if labels are names, say so with \
             `.labels_by_name()`",
        ),
        (
            b"1,2,0\n\"1\n\",2,1.5",
            "a.csv, line 2, column 3: `1.5` is not a label: the classes are 0 to 2; if labels are names, say so with \
             `.labels_by_name()`",
        ),
        (b"1,2,0\n1,2", "a.csv, line 2, column 3: the row has 2 columns, but every row must have 3"),
        (b"1,2,0\n\n1,2,0,9", "a.csv, line 3, column 4: the row has 4 columns, but every row must have 3"),
        (
            b"long,wide,kind\n1,2,0",
            "a.csv, line 1, column 1: `long` is not a number; if the first line holds the names of the columns, say so \
             with `.header()`",
        ),
        (b"", "a.csv: there are no rows"),
        (b"\xef\xbb\xbf \n\r\n", "a.csv: there are no rows"),
        (b"1,2,0\n1,\"2,0\n3,4,0\n", "a.csv, line 2: the row begins a quoted cell that never ends"),
        (
            b"1,2,0\n1,\xff,0\n",
            "a.csv, line 2, column 2: the cell is not text: invalid utf-8 sequence of 1 bytes from index 0",
        ),
        (b"1,2,3,0", "a.csv, line 1: the columns make 3 numbers, but `[f32; 2]` takes 2"),
        (b"1,0", "a.csv, line 1: the columns make 1 numbers, but `[f32; 2]` takes 2"),
    ] {
        assert_eq!(two(text), message, "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn separators() {
    let message = refusal::<[f32; 2], Class<3>>("1;2;0\n3;4;1\n", Columns::label_last());
    let end =
        "is a single cell, but there is `;` in it: if cells are separated by that, say so with `.separator(b';')`";
    assert_eq!(message, format!("a.csv, line 1: the line {end}"));
    let message = refusal::<f32, f32>("\nx;y\n1;2\n", Columns::label("y"));
    assert_eq!(message, format!("a.csv, line 2: the line {end}"));
    let message = refusal::<f32, f32>("1\t2\n", Columns::label_last());
    assert!(message.ends_with("say so with `.separator(b'\\t')`"), "{message}");
    let rows = Dataset::<_, f32>::rows_from_csv_reader("a.csv", &b"1;2\n"[..], Columns::label_last());
    assert_eq!(rows.unwrap_err().to_string(), format!("a.csv, line 1, column 1: the line {end}"));
}

#[test]
fn named_columns() {
    let message = refusal::<[f32; 2], f32>("x,y,z\n1,b,3\n", Columns::label("z"));
    assert_eq!(message, "a.csv, line 2, column 2 (`y`): `b` is not a number");
    let message = refusal::<[f32; 2], f32>("x,y,z\n1,2,?\n", Columns::label("z").missing(Fill::Number(0.0)));
    assert_eq!(message, "a.csv, line 2, column 3 (`z`): the value is missing (`?`)");
    let message = refusal::<f32, f32>("x,x,z\n1,2,3\n", Columns::label("z"));
    assert_eq!(message, "a.csv, line 1, column 2: `x` is the name of a column before it as well");
    let message = refusal::<f32, f32>("x,y\n1,2\n", Columns::label("kind"));
    assert_eq!(message, "a.csv, line 1: there is no column `kind`: there are 2, `x`, `y`");
    let message = refusal::<f32, f32>("x,y\n1,2\n", Columns::label("y").ignore(2));
    assert_eq!(message, "a.csv, line 1: there is no column 2 (counted from 0): there are 2, `x`, `y`");
    let message = refusal::<f32, f32>("1,2\n", Columns::label(5));
    assert_eq!(message, "a.csv, line 1: there is no column 5 (counted from 0): there are 2");
    let message = refusal::<f32, f32>("x,y\n1,2\n", Columns::label("y").ids(1));
    assert_eq!(message, "a.csv, line 1: column 1 (counted from 0) is said to be two things: each column is one");
    let message = refusal::<f32, f32>("1,2\n", Columns::label_last().names(["x"]));
    assert_eq!(message, "a.csv, line 1: 1 names do not match 2 columns: each takes one");
    let message = refusal::<f32, f32>("x,y\n", Columns::label("y"));
    assert_eq!(message, "a.csv: there are no rows");
    let message = refusal::<f32, f32>(b"x,\xc3\n1,2\n", Columns::label_last().header());
    assert!(message.starts_with("a.csv, line 1, column 2: the cell is not text: "), "{message}");
}

#[test]
fn words() {
    let text = "red,1\nblue,2\n";
    let message = refusal::<[f32; 3], f32>(text, Columns::label_last().one_hot(0));
    assert_eq!(message, "a.csv, line 2: the columns make 2 numbers, but `[f32; 3]` takes 3; column 1 makes 2");
    let message = refusal::<[f32; 3], f32>("colour,y\nred,1\n", Columns::label("y").one_hot_of("colour", ["red"]));
    assert_eq!(message, "a.csv, line 1: the columns make 1 numbers, but `[f32; 3]` takes 3; column `colour` makes 1");
    let message = refusal::<f32, f32>(text, Columns::label_last().ids_of(0, ["red", "green"]));
    assert_eq!(message, "a.csv, line 2, column 1: `blue` is unknown: the column holds `red`, `green`");
    let message = refusal::<f32, f32>("red,1\n?,1\n", Columns::label_last().ids(0).missing(Fill::Number(0.0)));
    assert_eq!(message, "a.csv, line 2, column 1: the value is missing (`?`)");
    let message = refusal::<f32, f32>(text, Columns::label_last().ids_of(0, ["red", "red"]));
    assert_eq!(message, "a.csv, line 1: column 1: the level `red` is there twice");
    let message = refusal::<f32, f32>(text, Columns::label_last().ids_of(0, [""; 0]));
    assert_eq!(message, "a.csv, line 1: column 1 has no levels: a column of words takes at least one");
    let message = refusal::<f32, f32>("NA,1\n1,?\n", Columns::label_last().missing(Missing::DropRow));
    assert_eq!(message, "a.csv, line 2: a value is missing in each of the 2 rows, so none is left");
    let message = refusal::<f32, f32>(text, Columns::label_last().fill(0, f64::NAN));
    assert_eq!(message, "a.csv, line 1: column 1: missing numbers are filled with NaN, which must be finite");
}

#[test]
fn labels() {
    let text = "1,no\n2,yes\n3,maybe\n";
    let by_name = || Columns::label_last().labels_by_name();
    let message = refusal::<f32, Class<2>>(text, by_name());
    assert_eq!(message, "a.csv, line 3, column 2: `maybe` is one name too many for 2 classes: `no`, `yes` came before");
    let message = refusal::<f32, Class<4>>(text, by_name());
    assert_eq!(message, "a.csv, line 3: the labels have 3 names, `maybe`, `no`, `yes`, but there are 4 classes");
    let message = refusal::<f32, Class<2>>(text, by_name().class_names(["no", "yes"]));
    assert_eq!(message, "a.csv, line 3, column 2: `maybe` is unknown: the column holds `no`, `yes`");
    let message = refusal::<f32, Class<3>>(text, by_name().class_names(["no", "yes"]));
    assert_eq!(message, "a.csv, line 1: `no`, `yes` as names do not fit 3 classes: each takes one of its own");
    let message = refusal::<f32, Class<2>>(text, Columns::label_last().class_names(["no", "no"]));
    assert_eq!(message, "a.csv, line 1: `no`, `no` as names do not fit 2 classes: each takes one of its own");
    let message = refusal::<f32, f32>(text, by_name());
    assert_eq!(message, "a.csv, line 1: the target is `f32`, which has no classes that could have names");
    let message = refusal::<f32, Class<2>>("a,\n", by_name().ids(0));
    assert_eq!(message, "a.csv, line 1, column 2: the value is missing (``)");
    let message = refusal::<f32, Class<2>>(text, Columns::labels([0, 1]));
    assert_eq!(message, "a.csv, line 1: 2 columns are no target `nn_runtime::batch::Class<2>`, which takes 1");
    let message = refusal::<f32, [f32; 4]>(text, Columns::label_first());
    assert_eq!(message, "a.csv, line 1: 2 columns are no target `[f32; 4]`, which takes 4");
    let message = refusal::<f32, f32>(text, Columns::label_last().separator(b'\n'));
    assert_eq!(message, "a.csv: `\\n` cannot separate cells");
}

#[test]
fn files_that_are_no_tables() {
    for start in [&b"\xff\xfe1\0,\0"[..], b"\xfe\xff\x001\x00,"] {
        let message = refusal::<f32, f32>(start, Columns::label_last());
        assert_eq!(message, "a.csv, line 1: it is UTF-16: save it as UTF-8");
    }
    let message = refusal::<f32, f32>("1,2\r3,4\r", Columns::label_last());
    assert_eq!(message, "a.csv, line 1: the columns make 2 numbers, but `f32` takes 1");
    assert_eq!(refusal::<f32, f32>("1,2\n", Columns::label_last().skip_lines(usize::MAX)), "a.csv: there are no rows");

    // What never ends is not read for ever.
    let endless = |byte, columns| {
        let read = std::io::Read::chain(&b"1,2\n\"a\",2,\""[..], std::io::repeat(byte));
        Dataset::<f32, f32>::from_csv_reader("a.csv", read, columns).unwrap_err().to_string()
    };
    let long = "the row is longer than 64 MiB: is this a table, and is a quote missing?";
    assert_eq!(endless(b'0', Columns::label_last()), format!("a.csv, line 2: {long}"));
    assert_eq!(endless(b'0', Columns::label_last().skip_lines(2)), format!("a.csv, line 2: {long}"));
    let lines = [&b"1,2\n\""[..], &[&[b'x'; 1 << 20][..], b"\n"].concat().repeat(65)].concat();
    assert_eq!(refusal::<f32, f32>(lines, Columns::label_last()), format!("a.csv, line 2: {long}"));
}

/// A terminal obeys some characters, and does not show others: a message writes them out, and says no more of a long cell than its beginning.
#[test]
fn what_a_terminal_would_obey_is_written_out() {
    let (clear, shown) = ("\u{1b}[2J\u{1b}]0;owned\u{7}", "\\u{1b}[2J\\u{1b}]0;owned\\u{7}");
    let by_name = || Columns::label_last().labels_by_name();
    let message = refusal::<f32, f32>(format!("{clear},1\n"), Columns::label_last());
    assert_eq!(message, format!("a.csv, line 1, column 1: `{shown}` is not a number"));
    let message = refusal::<f32, f32>(format!("x{clear},y\n?,1\n"), Columns::label("y"));
    assert_eq!(message, format!("a.csv, line 2, column 1 (`x{shown}`): the value is missing (`?`)"));
    let message = refusal::<f32, f32>(format!("{clear},{clear},y\n"), Columns::label("y"));
    assert_eq!(message, format!("a.csv, line 1, column 2: `{shown}` is the name of a column before it as well"));
    let message = refusal::<f32, f32>(format!("x,{clear}\n"), Columns::label("\u{9b}"));
    assert_eq!(message, format!("a.csv, line 1: there is no column `\\u{{9b}}`: there are 2, `x`, `{shown}`"));
    let message = refusal::<f32, Class<1>>("1,\"\u{202e}b\na\"\n1,c\n", by_name());
    let end = "`c` is one name too many for 1 classes: `\\u{202e}b\\na` came before";
    assert_eq!(message, format!("a.csv, line 3, column 2: {end}"));
    let message = refusal::<f32, Class<2>>(format!("1,{clear}\n"), by_name());
    assert_eq!(message, format!("a.csv, line 1: the labels have 1 names, `{shown}`, but there are 2 classes"));
    let message = refusal::<f32, Class<2>>(format!("1,{clear}\n"), Columns::label_last());
    assert!(message.starts_with(&format!("a.csv, line 1, column 2: `{shown}` is not a label: ")), "{message}");
    let message = refusal::<f32, f32>(format!("{clear},1\n"), Columns::label_last().ids_of(0, [clear.repeat(2)]));
    assert!(!message.contains('\u{1b}') && message.contains(&format!("`{shown}` is unknown")), "{message}");

    let long = "x".repeat(1 << 20);
    let message = refusal::<f32, f32>(format!("{long},1\n"), Columns::label_last());
    assert_eq!(message, format!("a.csv, line 1, column 1: `{}…` is not a number", &long[..40]));
    let message = refusal::<[f32; 3], f32>(format!("{long},y\na,1\n"), Columns::label("y").one_hot(0));
    assert!(message.len() < 200, "{} bytes", message.len());

    let name = format!("{clear}.csv");
    let error = Dataset::<f32, f32>::from_csv_reader(&name, &b""[..], Columns::label_last()).unwrap_err();
    assert_eq!(error.to_string(), format!("{shown}.csv: there are no rows"));
    let error = Dataset::<f32, f32>::from_csv(name, Columns::label_last()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{shown}.csv: cannot open it: ")), "{error}");
}
