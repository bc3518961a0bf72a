//! Predictions: the same numbers as inference, in every form that samples come in, and words for what is wrong with them.

use std::sync::Arc;
use std::thread;

use nn_runtime::data::{Column, DataError, Kind, Names, Scaling, ScalingError, Schema};
use nn_runtime::model::{PredictError, PredictionWorkspace};
use nn_runtime::prelude::*;
use proptest::prelude::*;

network! {
    Net(x: [3]) -> [2] { x -> dense<8> -> tanh -> dense<2> }
    Both(a: [3], b: [2]) -> (class: [4], value: [1]) {
        let both = concat(a, b) -> dense<8> -> tanh;
        class = both -> dense<4> -> softmax;
        value = both -> dense<1>;
    }
    Chance(x: [1]) -> [1] { x -> dense<1> }
    Logs(x: [1]) -> [3] { x -> dense<3> -> log_softmax }
    Each(x: [1]) -> [3] { x -> dense<3> -> sigmoid }
}

const X: [f32; 3] = [0.5, -1.0, 2.0];

fn strings<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(String::from).to_vec()
}

fn named() -> Model<Net> {
    let names = Names { inputs: strings(["age", "size", "dose"]), classes: strings(["ill", "well"]) };
    Net::init(1).named(names).unwrap()
}

fn text<T: std::fmt::Debug>(result: Result<T, PredictError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn every_form_of_a_sample_gives_what_inference_does() {
    let model = Net::init(1);
    let (x, mut y) = (SMatrix::from([X]), SMatrix::zeros());
    model.infer(&mut InferenceWorkspace::<Net, 1>::new(), &x, &mut y);
    let expected: [f32; 2] = y.data.0[0];
    assert_eq!(*model.predict(&X).unwrap().values(), expected);
    assert_eq!(*model.predict(&SVector::from(X)).unwrap(), expected);
    assert_eq!(*model.predict_slice(&X).unwrap(), expected);
    assert_eq!(*model.predict_with(&mut PredictionWorkspace::new(), &X).unwrap(), expected);
    assert_eq!(*model.predict_all(&[X]).unwrap()[0], expected);
    assert_eq!(*model.predict_rows(&[X.to_vec()]).unwrap()[0], expected);
    assert!(model.predict_all::<[f32; 3]>(&[]).unwrap().is_empty());
    assert_eq!(*Chance::init(1).predict(&0.5_f32).unwrap(), *Chance::init(1).predict(&[0.5]).unwrap());

    let double = Model::<Net<f64>>::init(1);
    assert_eq!(double.predict(&[0.5, -1.0, 2.0]).unwrap(), double.predict_slice(&[0.5, -1.0, 2.0]).unwrap());
}

#[test]
fn many_samples_give_what_each_does_by_itself() {
    let model = Both::init(1).scaled_by(Scaling::new(5, vec![0.1; 5], vec![0.5; 5]).unwrap()).unwrap();
    let xs: Vec<_> = (0..70).map(|i| i as f32 / 35.0 - 1.0).map(|v| ([v, -v, v * v], [1.0 - v, 0.5])).collect();
    let rows: Vec<_> = xs.iter().map(|(a, b)| [&a[..], b].concat()).collect();
    let (all, by_row) = (model.predict_all(&xs).unwrap(), model.predict_rows(&rows).unwrap());
    assert_eq!(all, by_row);
    for (x, (class, value)) in xs.iter().zip(all) {
        let (alone, alone_value) = model.predict(x).unwrap();
        assert_eq!(class.argmax(), alone.argmax());
        assert!((0..4).all(|i| (class[i] - alone[i]).abs() < 1e-6) && (value[0] - alone_value[0]).abs() < 1e-6);
    }
}

#[test]
fn what_goes_in_is_scaled() {
    let scaling = Scaling::new(3, vec![1.0, 2.0, 3.0], vec![0.5, 2.0, 0.25]).unwrap();
    let model = Net::init(1).scaled_by(scaling).unwrap();
    let by_hand = [(0.5 - 1.0) * 0.5, (-1.0 - 2.0) * 2.0, (2.0 - 3.0) * 0.25];
    assert_eq!(model.predict(&X).unwrap(), Net::init(1).predict(&by_hand).unwrap());
    assert_eq!(model.clone().predict_all(&[X]).unwrap()[0], Net::init(1).predict(&by_hand).unwrap());
}

#[test]
fn numbers_that_are_none_are_refused_by_column_and_sample() {
    let nan = [0.5, f32::NAN, f32::INFINITY];
    assert_eq!(text(Net::init(1).predict(&nan)), "input 1 is NaN, but must be finite");
    assert_eq!(text(named().predict_slice(&nan)), "input 1 (`size`) is NaN, but must be finite");
    let mut xs = vec![X; 50];
    xs[40][2] = f32::NEG_INFINITY;
    assert_eq!(text(named().predict_all(&xs)), "input 2 (`dose`) of sample 40 is -inf, but must be finite");
    let both = Both::init(1).predict(&([0.0; 3], [0.0, f32::NAN]));
    assert_eq!(text(both), "input 4 is NaN, but must be finite");

    let huge = named().scaled_by(Scaling::new(3, vec![0.0; 3], vec![1.0, 1.0, 1e30]).unwrap()).unwrap();
    assert_eq!(
        text(huge.predict(&[0.0, 0.0, 1e20])),
        "input 2 (`dose`) is 100000002004087730000, too large for the model's scaling"
    );
}

#[test]
fn rows_of_another_width_are_refused_with_what_is_missing() {
    assert_eq!(text(Net::init(1).predict_slice(&[1.0])), "the sample has 1 numbers, but `Net` takes 3");
    assert_eq!(text(Net::init(1).predict_slice(&[])), "the sample has 0 numbers, but `Net` takes 3");
    let short = "the sample has 1 numbers, but `Net` takes 3: there is no `size`, `dose`";
    assert_eq!(text(named().predict_slice(&[1.0])), short);
    assert_eq!(text(named().predict_rows(&[vec![0.0; 3], vec![0.0; 4]])), "sample 1 has 4 numbers, but `Net` takes 3");
}

#[test]
fn an_output_that_is_nan_is_an_error() {
    let mut model = Net::init(1);
    model.dense_2.bias[1] = f32::NAN;
    let end = "is NaN: the inputs are too large for the weights, or the weights are NaN themselves";
    assert_eq!(text(model.predict(&X)), format!("output 1 for the sample {end}"));
    assert_eq!(text(model.predict_all(&[X; 3])), format!("output 1 for sample 0 {end}"));
    let mut both = Both::init(1);
    both.dense_3.bias[0] = f32::NAN;
    assert_eq!(text(both.predict(&([0.0; 3], [0.0; 2]))), format!("output 4 for the sample {end}"));
}

#[test]
fn heads_give_probabilities() {
    let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
    let mut chance = Chance::init(1);
    chance.dense_1.bias[0] = 3.0_f32.ln();
    let prediction = chance.predict(&0.0_f32).unwrap();
    assert!(near(&prediction.probabilities(), &[0.75]) && near(&prediction.sigmoids(), &[0.75]));

    let (mut logs, mut each) = (Logs::init(1), Each::init(1));
    logs.dense_1.bias = SVector::from([0.0, 2.0_f32.ln(), 0.0]);
    each.dense_1.bias = SVector::from([0.0, 3.0_f32.ln(), 0.0]);
    assert!(near(&logs.predict(&0.0_f32).unwrap().probabilities(), &[0.25, 0.5, 0.25]));
    assert!(near(&each.predict(&0.0_f32).unwrap().probabilities(), &[0.5, 0.75, 0.5]));
    assert_eq!(each.predict(&0.0_f32).unwrap().argmax(), 1);
    each.dense_1.bias.fill(0.0);
    assert_eq!(each.predict(&0.0_f32).unwrap().argmax(), 0, "the first of equal ones");
}

#[test]
fn threads_ask_one_model() {
    let model = Arc::new(Net::init(1));
    let expected = model.predict(&X).unwrap();
    let ask = || {
        let model = Arc::clone(&model);
        thread::spawn(move || model.predict(&X).unwrap())
    };
    let threads: [_; 4] = std::array::from_fn(|_| ask());
    assert!(threads.into_iter().all(|thread| thread.join().unwrap() == expected));
}

#[test]
fn names_and_scalings_fit_or_are_refused() {
    let error = Net::init(1).scaled_by(Scaling::new(2, vec![0.0; 2], vec![1.0; 2]).unwrap()).unwrap_err();
    assert_eq!(error, ScalingError::Lengths { shifts: 2, factors: 2, numbers: 3 });
    let names = |inputs: &[&str], classes: &[&str]| {
        let all = |names: &[&str]| names.iter().map(|&name| name.into()).collect();
        Names { inputs: all(inputs), classes: all(classes) }
    };
    let error = Net::init(1).named(names(&["a"], &[])).unwrap_err();
    assert_eq!(error, DataError::Names { what: "inputs", expected: 3, given: 1 });
    let error = Net::init(1).named(names(&[], &["a", "b", "c"])).unwrap_err();
    assert_eq!(error, DataError::Names { what: "classes", expected: 2, given: 3 });
    assert!(Chance::init(1).named(names(&[], &["no", "yes"])).is_ok(), "one output tells two classes apart");
    assert_eq!((named().class_name(1), named().class_name(2)), (Some("well"), None));
}

#[test]
fn rows_of_text_are_encoded_as_the_table_was() {
    let schema = |numbers: usize| {
        let mut columns = vec![Column::new("size", Kind::Number { fill: Some(0.5) })];
        columns.push(Column::new("colour", Kind::one_hot((1..numbers).map(|i| i.to_string()).collect::<Vec<_>>())));
        Schema::new(columns).unwrap()
    };
    let model = Net::init(1).encoding_by(schema(3)).unwrap();
    let back = Model::<Net>::from_safetensors(&model.to_safetensors()).unwrap();
    assert_eq!(back.predict_cells(&["2.5", " 1"]).unwrap(), model.predict(&[2.5, 1.0, 0.0]).unwrap());
    assert_eq!(back.predict_cells(&["?", "2"]).unwrap(), model.predict(&[0.5, 0.0, 1.0]).unwrap());

    assert_eq!(text(model.predict_cells(&["x", "1"])), "column 1 (`size`): `x` is not a number");
    let large = "column 1 (`size`): `1e300` is too large for the numbers of a sample";
    assert_eq!(text(model.predict_cells(&["1e300", "1"])), large);
    assert_eq!(text(model.predict_cells(&["1"])), "the row has 1 cells, but the schema has 2 columns");
    let error = text(Net::init(1).predict_cells(&["1", "1"]));
    assert!(error.starts_with("`Net` knows no columns"), "{error}");
    let error = Net::init(1).encoding_by(schema(4)).unwrap_err();
    assert_eq!(error.to_string(), "the columns make 4 numbers, but `Net` takes 3");
}

#[test]
fn a_trainer_tells_the_model_the_names_of_the_data() {
    let classes = [0, 1].map(|class| Class::<2>::new(class).unwrap());
    let data = Dataset::<[f32; 3], Class<2>>::new([[0.0; 3], [1.0; 3]], classes).unwrap();
    let data = data.with_input_names(["a", "b", "c"]).unwrap();
    let mut model = named();
    Trainer::new(&mut model)
        .loss(CrossEntropy::new())
        .optimizer(Sgd::new(0.1))
        .batch::<2>()
        .epochs(1)
        .validate(&data)
        .fit(&data)
        .unwrap();
    assert_eq!(model.names().inputs, ["a", "b", "c"]);
    assert_eq!(model.names().classes, ["ill", "well"], "what the data does not name keeps its name");
}

proptest! {
    #[test]
    fn any_row_is_predicted_or_refused(row in prop::collection::vec(any::<f32>(), 0..6)) {
        let finite = row.len() == 3 && row.iter().all(|x| x.is_finite());
        match named().predict_slice(&row) {
            Ok(prediction) => prop_assert!(finite && prediction.iter().all(|y| !y.is_nan())),
            Err(error) => prop_assert!(!finite || matches!(error, PredictError::Output { .. }), "{}", error),
        }
    }
}
