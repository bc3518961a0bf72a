//! What is learnt of a table is learnt of the rows that are given alone.

use nn_runtime::Class;
use nn_runtime::data::{
    Columns, Dataset, Fill, FitError, Kind, Label, Missing, Numbers, Row, Schema, Standardize, Unknown, Words,
};

fn rows<Y: Label>(text: &str, columns: Columns) -> Dataset<Row, Y> {
    Dataset::rows_from_csv_reader("a.csv", text.as_bytes(), columns).unwrap_or_else(|error| panic!("{error}"))
}

/// The inputs of rows that the schema is fitted to.
fn inputs<X: Numbers>(text: &str, columns: Columns) -> Vec<X> {
    let rows = rows::<f64>(text, columns);
    rows.encoded(&Schema::fit(&rows).unwrap()).unwrap().inputs().to_vec()
}

/// What is said of rows of which no schema is learnt.
fn unfit(text: &str, columns: Columns) -> String {
    Schema::fit(&rows::<f64>(text, columns)).unwrap_err().to_string()
}

#[test]
fn words_are_those_of_the_training_part() {
    let text = "size,colour,kind\n10,red,no\n9,green,yes\n10,blue,no\n8,red,yes\n";
    let columns = || Columns::label("kind").labels_by_name().one_hot("colour").ids("size");
    let rows = rows::<Class<2>>(text, columns());
    let (train, test) = (rows.select(&[0, 2]), rows.select(&[3, 1]));
    let schema = Schema::fit(&train).unwrap();
    let train = train.encoded::<[f32; 3]>(&schema).unwrap();
    assert_eq!(train.inputs(), [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]);
    assert_eq!(train.names().inputs, ["size", "colour=blue", "colour=red"]);
    assert_eq!((&train.names().classes[..], train.schema()), (&["no".into(), "yes".into()][..], Some(&schema)));

    let message = test.encoded::<[f32; 3]>(&schema).unwrap_err().to_string();
    assert_eq!(message, "a.csv, line 5, column 1 (`size`): `8` is unknown: the column holds `10`");
    let sized = columns().ids_of("colour", ["x"]);
    let message =
        Dataset::<Row, Class<2>>::rows_from_csv_reader("a.csv", text.as_bytes(), sized).unwrap_err().to_string();
    assert_eq!(message, "a.csv, line 1: column `colour` is said to be two things: each column is one");
}

#[test]
fn unknown_words_are_refused_or_zeros() {
    let text = "red,1\nblue,2\ngreen,3\n";
    let columns = || Columns::label_last().one_hot(0);
    let refused = rows::<f32>(text, columns());
    let schema = Schema::fit(&refused.take(2)).unwrap();
    let message = refused.encoded::<[f32; 2]>(&schema).unwrap_err().to_string();
    assert_eq!(message, "a.csv, line 3, column 1: `green` is unknown: the column holds `blue`, `red`");

    let allowed = rows::<f32>(text, columns().unknown(Unknown::Zeros));
    let schema = Schema::fit(&allowed.take(2)).unwrap();
    assert_eq!(allowed.encoded::<[f64; 2]>(&schema).unwrap().inputs(), [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]);
    let read_back: Schema = schema.to_text().parse().unwrap();
    assert_eq!(read_back.encode::<[f32; 2]>(&["violet"]), Ok([0.0, 0.0]));

    // Words that are given are known from the start, here and where numbers are read at once.
    let given = || Columns::label_last().one_hot_of(0, ["red", "blue"]);
    let message = Dataset::<Row, f32>::rows_from_csv_reader("a.csv", text.as_bytes(), given()).unwrap_err().to_string();
    assert_eq!(message, "a.csv, line 3, column 1: `green` is unknown: the column holds `red`, `blue`");
    let expected = [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
    assert_eq!(inputs::<[f32; 2]>(text, given().unknown(Unknown::Zeros)), expected);
    let columns = given().unknown(Unknown::Zeros);
    let data = Dataset::<[f32; 2], f32>::from_csv_reader("a.csv", text.as_bytes(), columns).unwrap();
    assert_eq!(data.inputs(), expected);
}

#[test]
fn missing_values_become_what_the_training_part_is_like() {
    let text = "NA,?,1.5,,red,0\n4,2,?,7,blue,0\n1,8,1.5,nan,NA,0\n1,3,0.5,7,blue,0\n";
    let columns = || {
        let fills = Columns::label_last().fill(0, Fill::Mean).fill(1, Fill::Median).missing(Fill::MostFrequent);
        fills.fill(3, -1.0).ids(4)
    };
    let first = inputs::<[f64; 5]>(text, columns())[0];
    assert_eq!(first, [2.0, 3.0, 1.5, -1.0, 1.0]);
    assert_eq!(inputs::<[f64; 5]>(text, columns())[2], [1.0, 8.0, 1.5, -1.0, 0.0]);

    let rows = rows::<f64>(text, columns());
    let schema = Schema::fit(&rows.select(&[1, 2])).unwrap();
    assert_eq!(schema.encode::<[f64; 5]>(&["", "", "", "", ""]), Ok([2.5, 5.0, 1.5, -1.0, 0.0]));
    let fills = [Some(2.5), Some(5.0), Some(1.5), Some(-1.0)].map(|fill| Kind::Number { fill });
    assert_eq!(schema.columns().iter().map(|column| &column.kind).take(4).collect::<Vec<_>>(), fills.each_ref());
    let words = Words { levels: vec!["blue".into()], fill: Some("blue".into()) };
    assert_eq!((&schema.columns()[4].kind, schema.to_text().parse()), (&Kind::Id(words), Ok(schema.clone())));
}

#[test]
fn the_most_frequent_is_the_first_of_several() {
    let columns = || Columns::label_last().missing(Fill::MostFrequent).one_hot(1);
    let text = "9,b,0\n3,c,0\n9,a,0\n3,a,0\n5,b,0\n,?,0\n";
    assert_eq!(inputs::<[f64; 4]>(text, columns())[5], [3.0, 1.0, 0.0, 0.0]);
}

#[test]
fn means_are_as_exact_as_numbers_can_be() {
    let text = (0..1000).map(|i| format!("{},0\n", 1e9 + f64::from(i % 10))).collect::<String>() + "?,0\n";
    assert_eq!(inputs::<f64>(&text, Columns::label_last().fill(0, Fill::Mean))[1000], 1e9 + 4.5);
    let text = "1e308,0\n1e308,0\n?,0\n-1e308,0\n-1e308,0\n";
    assert_eq!(inputs::<f64>(text, Columns::label_last().fill(0, Fill::Mean))[2], 0.0);
    assert_eq!(inputs::<f64>(text, Columns::label_last().fill(0, Fill::Median))[2], 0.0);
    let largest = format!("{:?}", f64::MAX);
    let text = format!("{largest},0\n{largest},0\n?,0\n-{largest},0\n{largest},0\n{largest},0\n{largest},0\n");
    let mean = inputs::<f64>(&text, Columns::label_last().fill(0, Fill::Mean))[2];
    assert!((mean / f64::MAX - 4.0 / 6.0).abs() < 1e-15, "{mean}");
    let text = format!("{}?,0\n", format!("{largest},0\n").repeat(7));
    assert_eq!(inputs::<f64>(&text, Columns::label_last().fill(0, Fill::Mean))[7], f64::MAX);
}

#[test]
fn rows_are_left_out_as_from_every_table() {
    let columns = Columns::label_last().missing(Missing::DropRow).fill(1, Fill::Mean);
    let rows = rows::<f64>("x,1,0\n1,2,0\n?,3,0\n4,?,0\n".trim_start_matches("x,1,0\n"), columns);
    assert_eq!(rows.inputs().iter().map(Row::line).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(format!("{:?}", rows.inputs()), "[Row(a.csv, line 1: 1, 2), Row(a.csv, line 3: 4, ?)]");
}

#[test]
fn weights_and_scalings_come_along() {
    let rows = rows::<f64>("a,5,0\n?,7,1\nb,,2\n", Columns::label_last().one_hot(0).missing(Fill::MostFrequent));
    let rows = rows.weighted([1.0, 2.0, 3.0]).unwrap();
    let data = rows.encoded::<[f64; 3]>(&Schema::fit(&rows).unwrap()).unwrap();
    assert_eq!((data.weights(), data.targets()), (Some(&[1.0, 2.0, 3.0][..]), &[0.0, 1.0, 2.0][..]));
    assert_eq!(Standardize::fit(&data).unwrap().factors()[..2], [1.0, 1.0], "words stay what they are");
}

#[test]
fn tables_of_their_own_are_encoded_alike() {
    let columns = || Columns::label("y").one_hot("colour").fill("x", Fill::Mean);
    let train = rows::<f64>("colour,x,y\nred,1,0\nblue,3,0\n", columns());
    let test =
        Dataset::<Row, f64>::rows_from_csv_reader("b.csv", "colour,x,y\nblue,?,9\n".as_bytes(), columns()).unwrap();
    let schema = Schema::fit(&train).unwrap();
    assert_eq!(test.encoded::<[f64; 3]>(&schema).unwrap().inputs(), [[1.0, 0.0, 2.0]]);
    let both = train.concat(&test).unwrap();
    assert_eq!(Schema::fit(&both), Ok(schema.clone()));
    assert_eq!(both.encoded::<[f64; 3]>(&schema).unwrap().len(), 3);

    let other =
        Dataset::<Row, f64>::rows_from_csv_reader("c.csv", "x,y\n2,0\n".as_bytes(), Columns::label("y")).unwrap();
    let message = other.encoded::<[f64; 3]>(&schema).unwrap_err().to_string();
    let end = "the schema has other columns than the table: `colour`, `x` instead of `x`";
    assert_eq!(message, format!("c.csv, line 2, column 1 (`x`): {end}"));
    let error = Schema::fit(&train.concat(&other).unwrap()).unwrap_err();
    let end = "the columns are not like those of a.csv: read both with the same `Columns`";
    assert_eq!(error.to_string(), format!("c.csv, line 2, column 1 (`x`): {end}"));

    // Where one has more columns, the other ends too early.
    let more = "colour,x,z,y\nred,1,0,0\n";
    let more = Dataset::<Row, f64>::rows_from_csv_reader("d.csv", more.as_bytes(), columns()).unwrap();
    let error = Schema::fit(&train.concat(&more).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), format!("d.csv, line 2, column 3 (`z`): {end}"));
    let error = Schema::fit(&more.concat(&train).unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("a.csv, line 2: the columns are not like those of d.csv"), "{error}");
}

#[test]
fn what_cannot_be_learnt_is_said() {
    let mean = || Columns::label_last().fill(0, Fill::Mean);
    assert_eq!(
        unfit("?,0\nNA,0\n", mean()),
        "a.csv, line 1, column 1: none of the 2 rows has a known value here, so there is no mean to fill in"
    );
    assert_eq!(
        unfit("y,a\n0,\n", Columns::label("y").ids("a").missing(Fill::MostFrequent)),
        "a.csv, line 2, column 2 (`a`): the only row has no known value here, so there is no most frequent value to fill in"
    );
    let unknown = Columns::label_last().one_hot_of(0, ["red"]).unknown(Unknown::Zeros).missing(Fill::MostFrequent);
    assert_eq!(
        unfit("green,0\n?,0\nblue,0\n", unknown),
        "a.csv, line 1, column 1: none of the 3 rows has a known value here, so there is no most frequent value to fill in"
    );
    let none = rows::<f64>("1,0\n", mean()).take(0);
    assert_eq!(Schema::fit(&none), Err(FitError::Empty));
    assert_eq!(FitError::Empty.to_string(), "there are no rows to fit a schema to");
}

#[test]
fn what_cannot_be_encoded_is_said() {
    let read = rows::<f64>("red,1e99,0\nblue,2,0\n", Columns::label_last().one_hot(0));
    let schema = Schema::fit(&read).unwrap();
    let message = read.encoded::<[f32; 3]>(&schema).unwrap_err().to_string();
    assert_eq!(message, "a.csv, line 1, column 2: `1e99` is too large for the numbers of a sample");
    let message = read.encoded::<[f32; 2]>(&schema).unwrap_err().to_string();
    assert_eq!(message, "a.csv, line 1: the columns make 3 numbers, but `[f32; 2]` takes 2; column 1 makes 2");
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    fn refusal<X, Y>(read: Result<Dataset<X, Y>, nn_runtime::data::CsvError>) -> String {
        read.err().map(|error| error.to_string()).unwrap_or_default()
    }
    let text = "x,colour,y\n1,red,0\n";
    let numbers = |columns| refusal(Dataset::<[f32; 2], f32>::from_csv_reader("a.csv", text.as_bytes(), columns));
    let rows = |columns| refusal(Dataset::<Row, f32>::rows_from_csv_reader("a.csv", text.as_bytes(), columns));
    let columns = || Columns::label("y").ids("colour");
    let learnt = |fill| {
        format!(
            "a.csv, line 1: column 1 (`x`): the {fill} is learnt of a training part alone: read it with `rows_from_csv`, split the rows, and fit a \
             schema to one part"
        )
    };
    assert_eq!(numbers(columns().missing(Fill::Median)), learnt("median"));
    assert_eq!(numbers(columns().fill("x", Fill::MostFrequent)), learnt("most frequent value"));
    assert_eq!(
        rows(columns().fill("colour", Fill::Mean)),
        "a.csv, line 1: column `colour` holds words, and none of them is the mean: a missing one may become the most frequent value"
    );
    for columns in [columns().fill("x", 1.0).fill(0, 2.0), columns().fill("x", 1.0).ignore("x")] {
        let message = rows(columns);
        assert!(message.ends_with("is said to be two things: each column is one"), "{message}");
    }
    let message = rows(columns().fill("y", 1.0));
    assert_eq!(message, "a.csv, line 1: column `y` is said to be two things: each column is one");
    let message = rows(columns().fill("z", Fill::Mean));
    assert_eq!(message, "a.csv, line 1: there is no column `z`: there are 3, `x`, `colour`, `y`");
    let message = rows(columns().fill("x", f64::INFINITY));
    assert_eq!(message, "a.csv, line 1: column 1: missing numbers are filled with inf, which must be finite");
}
