//! Weights survive the way through files, and whatever is wrong with a file is told before a number is touched.

mod common;

use std::collections::HashMap;
use std::error::Error;
use std::{fs, io};

use common::Digits;
use nn_runtime::data::{Column, Kind, Names, Scaling, Schema};
use nn_runtime::weights::{Load, LoadError, Problem};
use nn_runtime::{Flat, Model, Network};
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};

/// A tensor of a file: key, type, shape, bytes.
type Entry = (&'static str, Dtype, Vec<usize>, Vec<u8>);

/// A file without metadata, as PyTorch writes it.
fn file(entries: &[Entry]) -> Vec<u8> {
    let views = entries.iter().map(|(key, dtype, shape, bytes)| {
        (*key, TensorView::new(*dtype, shape.clone(), bytes).expect("a sound tensor"))
    });
    safetensors::serialize(views, None).expect("a sound file")
}

fn f32s(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
    values.into_iter().flat_map(f32::to_le_bytes).collect()
}

/// The tensors of `Mlp`, each number its place in the file's order.
fn counted() -> Vec<Entry> {
    let tensor = |key, shape: &[usize]| {
        let len: usize = shape.iter().product();
        (key, Dtype::F32, shape.to_vec(), f32s((0..len).map(|i| i as f32)))
    };
    vec![
        tensor("hidden.weight", &[5, 8]),
        tensor("hidden.bias", &[5]),
        tensor("dense_1.weight", &[3, 5]),
        tensor("dense_1.bias", &[3]),
    ]
}

fn problems(result: Result<Model<Digits<f32>>, LoadError>) -> Vec<Problem> {
    match result.map(drop) {
        Err(LoadError::Tensors { problems, .. }) => problems.as_slice().to_vec(),
        other => panic!("expected tensors that do not fit, got {other:?}"),
    }
}

fn text(result: Result<Model<Digits<f32>>, LoadError>) -> String {
    result.expect_err("the file is wrong").to_string()
}

#[test]
fn a_file_gives_the_model_that_wrote_it() {
    let model = Model::<Digits<f32>>::init(7);
    let bytes = model.to_safetensors();
    assert_eq!(*Model::<Digits<f32>>::from_safetensors(&bytes).unwrap(), *model);
    assert_eq!(*Model::<Digits<f32>>::read_safetensors(&bytes[..]).unwrap(), *model);
    assert_eq!(bytes, model.clone().to_safetensors(), "the same model gives the same bytes");

    let double = Model::<Digits<f64>>::init(7);
    assert_eq!(*Model::<Digits<f64>>::from_safetensors(&double.to_safetensors()).unwrap(), *double);
}

#[test]
fn files_hold_rows_where_memory_holds_columns() {
    let model = Load::pytorch().parse::<Digits<f32>>(&file(&counted())).unwrap();
    for row in 0..5 {
        for column in 0..8 {
            assert_eq!(model.hidden.weight[(row, column)], (row * 8 + column) as f32);
        }
    }
    assert_eq!(model.dense_1.bias.as_slice(), [0.0, 1.0, 2.0]);

    let saved = model.to_safetensors();
    let saved = safetensors::SafeTensors::deserialize(&saved).unwrap();
    for (key, dtype, shape, bytes) in counted() {
        let tensor = saved.tensor(key).unwrap();
        assert_eq!((tensor.dtype(), tensor.shape(), tensor.data()), (dtype, &shape[..], &bytes[..]), "{key}");
    }
    assert_eq!(saved.len(), 4);
}

#[test]
fn saving_replaces_a_file_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("digits.safetensors");
    let (old, new) = (Model::<Digits<f32>>::init(1), Model::<Digits<f32>>::init(2));
    old.save(&path).unwrap();
    new.save(&path).unwrap();
    assert_eq!(*Model::<Digits<f32>>::load(&path).unwrap(), *new);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the file is left");
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let model = Model::<Digits<f32>>::init(1);
    let nowhere = folder.path().join("nowhere").join("digits.safetensors");
    let error = model.save(&nowhere).unwrap_err();
    assert_eq!(error.source.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().starts_with(&format!("cannot write the weights to `{}`: ", nowhere.display())));
    assert!(error.source().is_some());

    // A folder in the place of the file: all is written, but the last step fails.
    let taken = folder.path().join("taken");
    fs::create_dir(&taken).unwrap();
    assert!(model.save(&taken).is_err());
    assert!(model.save(folder.path().join("..")).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the temporary file is gone");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Model::<Digits<f32>>::load("no/such.safetensors").unwrap_err();
    assert!(error.to_string().starts_with("cannot read the weights from `no/such.safetensors`: "), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let half = folder.path().join("half.safetensors");
    fs::write(&half, &Model::<Digits<f32>>::init(1).to_safetensors()[..100]).unwrap();
    let error = Model::<Digits<f32>>::load(&half).unwrap_err().to_string();
    assert!(error.starts_with(&format!("`{}`: the weights are cut off", half.display())), "{error}");
}

#[test]
fn a_writer_that_fails_stops_the_writing() {
    struct Full(usize);
    impl io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if bytes.len() > self.0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let model = Model::<Digits<f32>>::init(1);
    let len = model.to_safetensors().len();
    assert!(model.write_safetensors(Full(len)).is_ok());
    for room in [0, 8, len - 1] {
        let error = model.write_safetensors(Full(room)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room}");
    }
}

#[test]
fn strictly_a_fingerprint_is_required_and_must_match() {
    let bytes = file(&counted());
    let error = text(Model::from_safetensors(&bytes));
    assert!(error.contains("without the fingerprint") && error.contains("`Load::pytorch()`"), "{error}");

    let saved = Model::<Digits<f32>>::init(1).to_safetensors();
    let right = format!("{:016x}", Digits::<f32>::FINGERPRINT);
    let other = replaced(&saved, &right, "00000000deadbeef");
    for load in [Load::strict(), Load::pytorch()] {
        let error = text(load.parse(&other));
        assert_eq!(
            error,
            format!(
                "the weights are of another architecture: they were saved by `Mlp` with fingerprint \
                 00000000deadbeef, but `Mlp` has {right}"
            )
        );
    }
    let mut model = Model::<Digits<f32>>::zeroed();
    assert_eq!(Load::strict().partial().into_model(&mut model, &other).unwrap().tensors, 4);
}

#[test]
fn a_later_format_is_refused() {
    let later = replaced(&Model::<Digits<f32>>::init(1).to_safetensors(), r#"format":"2""#, r#"format":"3""#);
    let error = text(Model::from_safetensors(&later));
    assert_eq!(error, "the weights have format 3, but this version of nn-runtime knows formats up to 2");
}

/// A model of the numbers 0/64, 1/64, … that scales and names.
fn described() -> Model<Digits<f32>> {
    let mut model = Model::<Digits<f32>>::zeroed();
    model.as_flat_mut().iter_mut().enumerate().for_each(|(i, w)| *w = i as f32 / 64.0);
    let shifts = (0..8).map(|i| f64::from(i) / 10.0).collect();
    let scaling = Scaling::new(8, shifts, vec![0.5, 1.0, 2.0, 1.0 / 3.0, 1e-7, -1.0, 1e300, 5e-324]).unwrap();
    let inputs = ["age", "sex", "größe", "a \"b\"", "new\nline", "", "tab\t", "\u{1f600}"].map(String::from).to_vec();
    let classes = ["none", "some", "all"].map(String::from).to_vec();
    let mut columns: Vec<_> = (0..5).map(|i| Column::new(format!("column \"{i}\""), Kind::NUMBER)).collect();
    columns[0].kind = Kind::Number { fill: Some(0.1) };
    columns.push(Column::new("a\nword", Kind::one_hot(["x\\", "größe"])));
    columns.push(Column::new("", Kind::id(["", "\r\n"])));
    let schema = Schema::new(columns).unwrap();
    model.scaled_by(scaling).unwrap().named(Names { inputs, classes }).unwrap().encoding_by(schema).unwrap()
}

#[test]
fn files_of_each_format_are_read() {
    let bytes = |format| fs::read(format!("{}/files/format_{format}.safetensors", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (first, model) = (Model::<Digits<f32>>::from_safetensors(&bytes(1)).unwrap(), described());
    assert_eq!(*first, *model);
    assert_eq!((first.scaling(), first.names()), (None, &Names::default()));

    let second = Model::<Digits<f32>>::from_safetensors(&bytes(2)).unwrap();
    assert_eq!((&*second, second.scaling(), second.names()), (&*model, model.scaling(), model.names()));
    assert_eq!(second.schema(), model.schema());
    assert!(model.to_safetensors() == bytes(2), "what is written now is what was written then");
}

#[test]
fn scaling_and_names_go_where_the_whole_model_goes() {
    let (bytes, mut model) = (described().to_safetensors(), Model::<Digits<f32>>::zeroed());
    Load::strict().partial().into_model(&mut model, &bytes).unwrap();
    assert_eq!((model.scaling(), model.names()), (None, &Names::default()), "a part is of weights alone");
    Load::pytorch().into_model(&mut model, &bytes).unwrap();
    assert_eq!((model.scaling(), model.names()), (described().scaling(), described().names()));

    Load::pytorch().into_model(&mut model, &file(&counted())).unwrap();
    assert_eq!(model.scaling(), described().scaling(), "a file from elsewhere says nothing of it");
    let plain = Model::<Digits<f32>>::init(1).to_safetensors();
    Load::strict().into_model(&mut model, &plain).unwrap();
    assert_eq!((model.scaling(), model.names()), (None, &Names::default()), "weights of unscaled inputs");
}

/// The bytes of a file with what `change` makes of its metadata.
fn with_entries(bytes: &[u8], change: impl FnOnce(&mut HashMap<String, String>)) -> Vec<u8> {
    let (_, header) = safetensors::SafeTensors::read_metadata(bytes).unwrap();
    let mut about = header.metadata().clone().unwrap().into_iter().collect();
    change(&mut about);
    let tensors = safetensors::SafeTensors::deserialize(bytes).unwrap();
    safetensors::serialize(tensors.iter(), Some(about.into_iter().collect())).unwrap()
}

#[test]
fn a_damaged_or_unfit_entry_is_named() {
    let cases = [
        ("nn.scaling.shifts", Some("[1,x]"), "byte 3 should be a finite number, but is `x`"),
        ("nn.scaling.shifts", Some("[1,2"), "byte 4 should be `,` or `]`, but the text ends there"),
        ("nn.scaling.factors", Some("[1e999]"), "byte 1 should be a finite number, but is `1`"),
        ("nn.scaling.factors", None, "it is missing, though `nn.scaling.shifts` is there"),
        ("nn.scaling.shifts", None, "it is missing, though `nn.scaling.factors` is there"),
        (
            "nn.scaling.factors",
            Some("[1]"),
            "a scaling of 8 shifts and 1 factors does not fit: it takes one of both for each of 8 numbers",
        ),
        ("nn.schema", Some("columns\nnumber a\n"), "its columns become 1 numbers, but the network takes 8"),
        (
            "nn.schema",
            Some("columns\nword a\n"),
            "line 2: `word a` is no part of a schema: `number`, `one_hot` or `id` belongs there",
        ),
        ("nn.names.inputs", Some(r#"["a","b"]"#), "it holds 2 names, but the network has 8 inputs"),
        ("nn.names.classes", Some(r#"["a"]"#), "it holds 1 names, but the network has 3 outputs"),
        ("nn.names.classes", Some(r#"["a"] "b""#), r#"byte 6 should be nothing but space, but is `\"`"#),
    ];
    for (key, value, problem) in cases {
        let bytes = with_entries(&described().to_safetensors(), |about| {
            match value {
                Some(value) => about.insert(key.into(), value.into()),
                None => about.remove(key),
            };
        });
        let error = text(Model::from_safetensors(&bytes));
        assert_eq!(error, format!("the entry `{key}` of the weights is damaged or does not fit: {problem}"));
        let mut model = Model::<Digits<f32>>::zeroed();
        assert!(Load::strict().into_model(&mut model, &bytes).is_err());
        assert!(model.as_flat().iter().all(|&w| w == 0.0), "the model is as it was");
        assert!(Load::strict().partial().into_model(&mut model, &bytes).is_ok(), "a part needs no preprocessing");
    }
}

/// The bytes with one text in the place of another of its length.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|w| w == from.as_bytes()).expect("the text is there");
    [&bytes[..at], to.as_bytes(), &bytes[at + to.len()..]].concat()
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let mut entries = counted();
    entries[0].2 = vec![8, 5];
    entries[1] = ("hidden.bias", Dtype::I32, vec![5], vec![0; 20]);
    entries[2] = ("head.weight", Dtype::F32, vec![3, 5], f32s([0.0; 15]));
    entries[3].3 = f32s([0.0, 1.0, f32::NAN]);
    let error = text(Load::pytorch().parse(&file(&entries)));
    assert_eq!(
        error,
        "the weights do not fit `Mlp`: 5 tensors differ\
         \n  `hidden.weight` is [5, 8] in the network, but [8, 5] in the file\
         \n  `hidden.bias` holds I32, but the network computes in F32\
         \n  `dense_1.bias` holds NaN at [2]\
         \n  `dense_1.weight` [3, 5] is missing\
         \n  `head.weight` [3, 5] is not a tensor of the network"
    );
}

/// A device gives bytes without end: no more of them is read than what they say of themselves.
#[test]
fn what_never_ends_is_no_file_of_weights() {
    let read = |start: &[u8], byte| {
        let endless = std::io::Read::chain(start, std::io::repeat(byte));
        Load::strict().read::<Digits<f32>>(endless).unwrap_err().to_string()
    };
    assert!(read(b"", 0).contains("the header of the weights is damaged"), "{}", read(b"", 0));
    assert!(read(b"", 0xff).contains("18446744073709551615 bytes are needed"), "{}", read(b"", 0xff));
    let saved = Model::<Digits<f32>>::init(1).to_safetensors();
    assert_eq!(read(&saved, 1), "the weights are followed by 1048576 bytes that belong to no tensor");
}

/// A file may hold any text. A message shows what a terminal would obey, and no more of what is endless than its beginning.
#[test]
fn texts_of_files_are_written_out() {
    let refused = |header: String| {
        let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
        Load::pytorch().parse::<Digits<f32>>(&bytes).unwrap_err().to_string()
    };
    let (clear, shown) = ("\\u001b[2J\\u202e", "\\u{1b}[2J\\u{202e}");
    let message = refused(format!(r#"{{"{clear}":{{"dtype":"{clear}"}}}}"#));
    assert!(message.ends_with(&format!("`{shown}` is of the unknown type `{shown}`")), "{message}");
    let message = refused(format!(r#"{{"{clear}":{{"{clear}":0}}}}"#));
    assert!(message.contains(&format!("`{shown}` has the field `{shown}`")), "{message}");
    let message = refused(format!(r#"{{"{clear}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}}}"#));
    assert!(message.contains(&format!("`{shown}` [0] is not a tensor of the network")), "{message}");

    let long = "x".repeat(100_000);
    let message = refused(format!(r#"{{"{long}":{{"dtype":"{long}"}}}}"#));
    assert!(message.len() < 500, "{} bytes", message.len());
    let ones = vec!["1"; 100_000].join(",");
    let message = refused(format!(r#"{{"x":{{"dtype":"F32","shape":[0,{ones}],"data_offsets":[0,0]}}}}"#));
    assert!(message.contains("`x` [0, 1, 1, 1, 1, 1, 1, 1, …] is not a tensor of the network"), "{message}");
    let message = refused(format!(r#"{{"x":{{"dtype":"F32","shape":[{ones}],"data_offsets":[0,0]}}}}"#));
    assert!(message.contains("but [1, 1, 1, 1, 1, 1, 1, 1, …] of F32 needs 4 bytes"), "{message}");
    let many: Vec<_> =
        (0..1000).map(|i| format!(r#""x{i}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#)).collect();
    let message = refused(format!("{{{}}}", many.join(",")));
    assert!(message.contains("1004 tensors differ") && message.ends_with("and 904 more"), "{message}");

    let about = |key: &str, value: &str| {
        with_entries(&described().to_safetensors(), |about| drop(about.insert(key.into(), value.into())))
    };
    let message = text(Model::from_safetensors(&about("nn.format", "\u{1b}[2J")));
    assert!(message.contains("the weights have format \\u{1b}[2J, but"), "{message}");
    let message = text(Model::from_safetensors(&about("nn.schema", "columns\n\u{1b}[2J\n")));
    assert!(message.contains("line 2: `\\u{1b}[2J` is no part of a schema"), "{message}");
}

#[test]
fn numbers_that_are_none_are_found_unless_allowed() {
    let mut entries = counted();
    let mut weights: Vec<f32> = (0..40).map(|i| i as f32).collect();
    weights[3 * 8 + 7] = f32::NEG_INFINITY;
    entries[0].3 = f32s(weights);
    let bytes = file(&entries);
    let found = problems(Load::pytorch().parse(&bytes));
    let key = "hidden.weight".to_owned();
    assert_eq!(found, [Problem::NonFinite { key, index: vec![3, 7], value: f64::NEG_INFINITY }]);

    let model = Load::pytorch().allow_non_finite().parse::<Digits<f32>>(&bytes).unwrap();
    assert_eq!(model.hidden.weight[(3, 7)], f32::NEG_INFINITY);
}

#[test]
fn other_floats_are_converted_when_told() {
    let bf16 = |x: f32| (x.to_bits() >> 16) as u16;
    let mut entries = counted();
    entries[1] = ("hidden.bias", Dtype::F64, vec![5], [0.1f64; 5].iter().flat_map(|v| v.to_le_bytes()).collect());
    entries[2] = ("dense_1.weight", Dtype::F16, vec![3, 5], 0x3800u16.to_le_bytes().repeat(15));
    entries[3] = ("dense_1.bias", Dtype::BF16, vec![3], bf16(-3.0).to_le_bytes().repeat(3));
    let bytes = file(&entries);
    assert_eq!(problems(Load::pytorch().parse(&bytes)).len(), 3);
    let error = text(Load::pytorch().parse(&bytes));
    assert!(error.contains("`hidden.bias` holds F64, but the network computes in F32 (`Load::cast` converts)"));

    let model = Load::pytorch().cast().parse::<Digits<f32>>(&bytes).unwrap();
    assert_eq!(model.hidden.bias.as_slice(), [0.1f32; 5]);
    assert_eq!(model.dense_1.weight.as_slice(), [0.5; 15]);
    assert_eq!(model.dense_1.bias.as_slice(), [-3.0; 3]);

    entries[1].3 = [1e300f64; 5].iter().flat_map(|v| v.to_le_bytes()).collect();
    let found = problems(Load::pytorch().cast().parse(&file(&entries)));
    let key = "hidden.bias".to_owned();
    assert_eq!(found, [Problem::NonFinite { key, index: vec![0], value: f64::INFINITY }], "too large for f32");
}

#[test]
fn counters_of_pytorch_are_left_aside() {
    let mut entries = counted();
    entries.push(("norm.num_batches_tracked", Dtype::I64, vec![], vec![0; 8]));
    assert!(Load::pytorch().parse::<Digits<f32>>(&file(&entries)).is_ok());
    entries.push(("norm.weight", Dtype::F32, vec![1], f32s([1.0])));
    assert_eq!(problems(Load::pytorch().parse(&file(&entries))).len(), 1);
}

#[test]
fn a_part_leaves_the_rest_as_it_was() {
    let (part, other) = (counted().remove(1), ("other.bias", Dtype::F32, vec![1], f32s([1.0])));
    let bytes = file(&[part, other]);
    let (before, mut model) = (Model::<Digits<f32>>::init(3), Model::<Digits<f32>>::init(3));
    assert!(Load::pytorch().into_model(&mut model, &bytes).is_err());
    assert_eq!(*model, *before);

    let loaded = Load::pytorch().partial().into_model(&mut model, &bytes).unwrap();
    assert_eq!(loaded.tensors, 1);
    assert_eq!(loaded.missing, ["hidden.weight", "dense_1.weight", "dense_1.bias"]);
    assert_eq!(loaded.surplus, ["other.bias"]);
    assert_eq!(model.hidden.bias.as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!((model.hidden.weight, model.dense_1), (before.hidden.weight, before.dense_1));

    let missing = problems(Load::pytorch().partial().parse(&bytes));
    assert_eq!(missing.len(), 3, "a new model has no values for what is missing");
}

#[test]
fn a_part_has_something_in_common_and_fits() {
    let mut model = Model::<Digits<f32>>::zeroed();
    let foreign = file(&[("other.bias", Dtype::F32, vec![1], f32s([1.0]))]);
    let error = Load::pytorch().partial().into_model(&mut model, &foreign).unwrap_err();
    assert_eq!(error.to_string(), "the weights have no tensor in common with `Mlp`, whose first is `hidden.weight`");

    let mut entries = counted();
    entries[3].2 = vec![3, 1];
    assert!(Load::pytorch().partial().into_model(&mut model, &file(&entries)).is_err());
    assert!(model.as_flat().iter().all(|&w| w == 0.0), "a tensor that does not fit keeps all others out");
}

#[test]
fn a_prefix_selects_a_part_of_something_larger() {
    let names = ["net.hidden.weight", "net.hidden.bias", "net.dense_1.weight", "net.dense_1.bias"];
    let mut entries = counted();
    entries.iter_mut().zip(names).for_each(|(entry, name)| entry.0 = name);
    entries.push(("head.bias", Dtype::F32, vec![1], f32s([1.0])));
    let bytes = file(&entries);
    let model = Load::pytorch().prefix("net.").parse::<Digits<f32>>(&bytes).unwrap();
    assert_eq!(model.hidden.bias.as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(problems(Load::pytorch().parse(&bytes)).len(), 4 + 5);
}

#[test]
fn claims_of_a_header_are_checked_against_the_bytes() {
    let huge = |json: &str| [&(json.len() as u64).to_le_bytes(), json.as_bytes()].concat();
    let cases = [
        vec![],
        vec![1, 2, 3],
        u64::MAX.to_le_bytes().to_vec(),
        (1u64 << 40).to_le_bytes().repeat(2),
        huge("{"),
        huge(r#"{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}"#),
        huge(r#"{"a":{"dtype":"F32","shape":[18446744073709551615,2],"data_offsets":[0,8]}}"#),
        huge(r#"{"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,18446744073709551615]}}"#),
        huge(r#"{"a":{"dtype":"F99","shape":[],"data_offsets":[0,4]}}"#),
    ];
    for bytes in cases {
        let error = Load::pytorch().parse::<Digits<f32>>(&bytes).unwrap_err();
        assert!(matches!(error, LoadError::Header(_) | LoadError::CutOff { .. }), "{error}");
    }
    // Eight tensors that sum up to 2⁶⁴ − 8 bytes.
    let eighth = (1u64 << 61) - 1;
    let parts: Vec<_> = (0..8)
        .map(|i| {
            format!(r#""{i}":{{"dtype":"U8","shape":[{eighth}],"data_offsets":[{},{}]}}"#, i * eighth, (i + 1) * eighth)
        })
        .collect();
    let bytes = huge(&format!("{{{}}}", parts.join(",")));
    assert!(Load::pytorch().parse::<Digits<f32>>(&bytes).is_err());

    let mut longer = Model::<Digits<f32>>::init(1).to_safetensors();
    longer.extend([0; 3]);
    assert_eq!(text(Model::from_safetensors(&longer)), "the weights are followed by 3 bytes that belong to no tensor");
}

proptest! {
    #[test]
    fn scaling_and_names_come_back_bit_by_bit(
        shifts in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO, 8),
        factors in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO, 8),
        inputs in prop::collection::vec(any::<String>(), 8),
        classes in prop::collection::vec(any::<String>(), 3),
    ) {
        let scaling = Scaling::new(8, shifts, factors).unwrap();
        let model = Model::<Digits<f32>>::init(1).scaled_by(scaling).unwrap().named(Names { inputs, classes }).unwrap();
        let bytes = model.to_safetensors();
        let back = Model::<Digits<f32>>::from_safetensors(&bytes).unwrap();
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let (a, b) = (model.scaling().unwrap(), back.scaling().unwrap());
        prop_assert_eq!((bits(a.shifts()), bits(a.factors())), (bits(b.shifts()), bits(b.factors())));
        prop_assert_eq!(model.names(), back.names());
        prop_assert!(safetensors::SafeTensors::deserialize(&bytes).is_ok());
    }

    #[test]
    fn entries_of_any_text_are_refused_or_read(
        key in prop::sample::select(vec!["nn.scaling.shifts", "nn.scaling.factors", "nn.names.inputs", "nn.names.classes", "nn.schema"]),
        value in r#"[\[\]",0-9.e\\ua-]{0,40}|\PC*"#,
    ) {
        let bytes = with_entries(&described().to_safetensors(), |about| drop(about.insert(key.into(), value)));
        if let Err(error) = Model::<Digits<f32>>::from_safetensors(&bytes) {
            let named = matches!(error, LoadError::Entry { .. });
            prop_assert!(named, "{}", error);
        }
    }

    #[test]
    fn weights_come_back_bit_by_bit(values in prop::collection::vec(prop::num::f32::NORMAL, 63)) {
        let mut model = Model::<Digits<f32>>::zeroed();
        model.as_flat_mut().copy_from_slice(&values);
        let back = Model::<Digits<f32>>::from_safetensors(&model.to_safetensors()).unwrap();
        prop_assert_eq!(back.as_flat(), &values[..]);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(cut in 0usize..10_000) {
        let bytes = Model::<Digits<f32>>::init(1).to_safetensors();
        let cut = cut % bytes.len();
        for load in [Load::strict(), Load::pytorch().cast().allow_non_finite()] {
            prop_assert!(load.parse::<Digits<f32>>(&bytes[..cut]).is_err());
        }
    }

    #[test]
    fn bytes_flipped_anywhere_give_an_error_or_a_model(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..8),
        partial in any::<bool>(),
    ) {
        let saved = Model::<Digits<f32>>::init(1);
        let mut bytes = saved.to_safetensors();
        flips.iter().for_each(|(at, flip)| *at.get_mut(&mut bytes[..]) ^= flip);
        let load = if partial { Load::pytorch().cast().partial() } else { Load::pytorch() };
        let mut model = Model::<Digits<f32>>::init(2);
        let before = *model;
        match load.into_model(&mut model, &bytes) {
            Err(_) => prop_assert_eq!(*model, before, "a failure leaves the model as it was"),
            Ok(loaded) => prop_assert!(partial || loaded.tensors == 4),
        }
    }

    #[test]
    fn headers_of_any_text_are_refused_or_read(header in r#"[{}\[\]":,0-9a-zF]{0,80}"#, data in prop::collection::vec(any::<u8>(), 0..40)) {
        let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat();
        prop_assert!(Load::pytorch().parse::<Digits<f32>>(&bytes).is_err());
    }
}
