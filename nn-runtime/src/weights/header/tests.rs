use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype as Theirs, TensorView};

use super::super::dtype::DTYPES;
use super::super::error::LoadError;
use super::super::file::Source;
use super::*;

/// What a file says: of itself, and each tensor's type, shape and bytes.
type Content = (BTreeMap<String, String>, BTreeMap<String, (String, Vec<usize>, Vec<u8>)>);

const THEIRS: [Theirs; 22] = [
    Theirs::BOOL,
    Theirs::F4,
    Theirs::F6_E2M3,
    Theirs::F6_E3M2,
    Theirs::U8,
    Theirs::I8,
    Theirs::F8_E5M2,
    Theirs::F8_E4M3,
    Theirs::F8_E8M0,
    Theirs::F8_E4M3FNUZ,
    Theirs::F8_E5M2FNUZ,
    Theirs::I16,
    Theirs::U16,
    Theirs::F16,
    Theirs::BF16,
    Theirs::I32,
    Theirs::U32,
    Theirs::F32,
    Theirs::C64,
    Theirs::F64,
    Theirs::I64,
    Theirs::U64,
];

fn error(header: &str) -> String {
    Header::parse(header.as_bytes()).expect_err("the header is wrong").to_string()
}

/// What our reader finds in a file.
fn read(bytes: &[u8]) -> Result<Content, LoadError> {
    let file = Source::new(bytes)?;
    let tensors = file.tensors().map(|(key, view)| (key, (view.dtype.to_string(), view.shape, view.data.to_vec())));
    let tensors = tensors.collect();
    Ok((Header::parse(header_of(bytes)).expect("it was read before").about, tensors))
}

fn header_of(bytes: &[u8]) -> &[u8] {
    let (len, rest) = bytes.split_first_chunk().unwrap();
    &rest[..u64::from_le_bytes(*len) as usize]
}

/// What the reader of `safetensors` finds in it.
fn read_by_theirs(bytes: &[u8]) -> Content {
    let file = SafeTensors::deserialize(bytes).expect("theirs reads what ours does");
    let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
    let about = header.metadata().iter().flatten().map(|(key, text)| (key.clone(), text.clone())).collect();
    let tensors = file.iter().map(|(key, tensor)| {
        (key.to_string(), (tensor.dtype().to_string(), tensor.shape().to_vec(), tensor.data().to_vec()))
    });
    (about, tensors.collect())
}

fn write(content: &Content) -> Vec<u8> {
    let mut writer = Writer::new(content.0.iter().map(|(key, text)| (&key[..], &text[..])));
    for (key, (dtype, shape, data)) in &content.1 {
        writer.tensor(key, Dtype::named(dtype).unwrap(), shape, data.len());
    }
    let mut bytes = writer.finish();
    content.1.values().for_each(|tensor| bytes.extend(&tensor.2));
    bytes
}

fn write_by_theirs((about, tensors): &Content) -> Vec<u8> {
    let views = tensors.iter().map(|(key, (name, shape, data))| {
        let dtype = THEIRS.into_iter().find(|dtype| dtype.to_string() == *name).unwrap();
        (key, TensorView::new(dtype, shape.clone(), data).unwrap())
    });
    let about = (!about.is_empty()).then(|| about.clone().into_iter().collect());
    safetensors::serialize(views, about).unwrap()
}

/// Texts of any characters, and of those that JSON escapes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), r#"["\\/\x00-\x1f\x7fa{}é😀]{0,6}"#]
}

fn tensor() -> impl Strategy<Value = (String, Vec<usize>, Vec<u8>)> {
    (select(&DTYPES[..]), prop::collection::vec(0usize..4, 0..4), any::<u8>()).prop_filter_map(
        "ends within a byte",
        |((dtype, name, _), shape, first)| {
            let data = (0..dtype.bytes(&shape)?).map(|i| first.wrapping_add(i as u8)).collect();
            Some((name.to_string(), shape, data))
        },
    )
}

fn content() -> impl Strategy<Value = Content> {
    let tensors = prop::collection::btree_map(text().prop_filter("no tensor", |key| key != ABOUT), tensor(), 0..5);
    (prop::collection::btree_map(text(), text(), 0..4), tensors)
}

/// Bytes that headers are made of, and any others.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![select(&b"{}[]\":,\\u0123456789 \nadF_"[..]), any::<u8>()]
}

#[test]
fn fields_come_in_any_order_with_space_between() {
    let header = concat!(
        "{ \"b\\u0021\" :\t{\"data_offsets\":[ 4 ,\r\n8],\"shape\":[],\"dtype\":\"I32\"},",
        r#""__metadata__":{},"a":{"shape":[2,1],"dtype":"F16","data_offsets":[0,4]}} "#
    );
    let header = Header::parse(header.as_bytes()).unwrap();
    let a = Info { dtype: Dtype::F16, shape: vec![2, 1], offsets: (0, 4) };
    let b = Info { dtype: Dtype::I32, shape: vec![], offsets: (4, 8) };
    assert_eq!(header.tensors, [("a".into(), a), ("b!".into(), b)]);
    assert_eq!((header.about.len(), header.data_len()), (0, 8));
    assert_eq!(Header::parse(b"{}").unwrap().data_len(), 0);
}

#[test]
fn what_is_no_header_is_refused_where_it_breaks() {
    let cases = [
        ("", "byte 8 should be `{`, but the text ends there"),
        ("<html>", "byte 8 should be `{`, but is `<`"),
        (" {}", "byte 8 should be `{`, but is ` `"),
        ("{", "byte 9 should be a string, but the text ends there"),
        ("{} {}", "byte 11 should be nothing but space, but is `{`"),
        ("{,}", "byte 9 should be a string, but is `,`"),
        (r#"{"a"}"#, "byte 12 should be `:`, but is `}`"),
        (r#"{"a":[]}"#, "byte 13 should be `{`, but is `[`"),
        (r#"{"a":null}"#, "byte 13 should be `{`, but is `n`"),
        (r#"{"__metadata__":{"a":1}}"#, "byte 29 should be a string, but is `1`"),
        (r#"{"__metadata__":{"a":"1","a":"2"}}"#, "`a` comes a second time at byte 33"),
        (r#"{"__metadata__":{},"__metadata__":{}}"#, "`__metadata__` comes a second time at byte 27"),
        (r#"{"a":{"shape":[1,]}}"#, "byte 25 should be a whole number from 0 to 18446744073709551615, but is `]`"),
        (r#"{"a":{"shape":[1;2]}}"#, "byte 24 should be `,` or `]`, but is `;`"),
        (r#"{"a":{"data_offsets":[0]}}"#, "byte 31 should be `,`, but is `]`"),
        (r#"{"a":{"data_offsets":[0,1,2]}}"#, "byte 33 should be `]`, but is `,`"),
        (r#"{"a":{"dtype":"F32","dtype":"F32"}}"#, "`dtype` comes a second time at byte 28"),
        (r#"{"a":{"dtype":"F99"}}"#, "`a` is of the unknown type `F99`"),
        (r#"{"a":{"offset":[]}}"#, "`a` has the field `offset`, but tensors have `dtype`, `shape` and `data_offsets`"),
        (r#"{"a":{"shape":[],"data_offsets":[0,0]}}"#, "`a` has no `dtype`"),
        (r#"{"a":{"dtype":"F32","data_offsets":[0,0]}}"#, "`a` has no `shape`"),
        (r#"{"a":{"dtype":"F32","shape":[]}}"#, "`a` has no `data_offsets`"),
    ];
    for (header, problem) in cases {
        assert_eq!(error(header), problem, "{header}");
    }
    assert_eq!(Header::parse(b"{\"\xff\":").unwrap_err().to_string(), "byte 10 is not UTF-8");
    let long = vec![b' '; LONGEST + 1];
    assert_eq!(Header::parse(&long).unwrap_err().to_string(), "it has 100000001 bytes, more than 100000000");
}

#[test]
fn tensors_fill_the_data_without_hole_or_overlap() {
    let of = |tensors: &[(&str, &str, &str, &str)]| {
        let tensors = tensors.iter().map(|(key, dtype, shape, offsets)| {
            format!(r#""{key}":{{"dtype":"{dtype}","shape":[{shape}],"data_offsets":[{offsets}]}}"#)
        });
        error(&format!("{{{}}}", tensors.collect::<Vec<_>>().join(",")))
    };
    let place = |start, end| {
        format!("`b` begins at byte {start} of the data, but should at {end}, behind the tensor before it")
    };
    assert_eq!(of(&[("b", "U8", "2", "1,3")]), place(1, 0));
    assert_eq!(of(&[("a", "U8", "2", "0,2"), ("b", "U8", "2", "3,5")]), place(3, 2));
    assert_eq!(of(&[("b", "U8", "2", "1,3"), ("a", "U8", "2", "0,2")]), place(1, 2));
    assert_eq!(of(&[("a", "U8", "2", "0,2"), ("b", "U8", "2", "0,2")]), place(0, 2));

    let size = |offsets: (usize, usize), rest| {
        format!("`a` lies from byte {} to {} of the data, but {rest}", offsets.0, offsets.1)
    };
    assert_eq!(of(&[("a", "F32", "2,3", "0,20")]), size((0, 20), "[2, 3] of F32 needs 24 bytes"));
    assert_eq!(of(&[("z", "U8", "4", "0,4"), ("a", "U8", "2", "4,2")]), size((4, 2), "[2] of U8 needs 2 bytes"));
    assert_eq!(of(&[("a", "F4", "3", "0,2")]), size((0, 2), "[3] of F4 is no number of bytes"));
    let max = usize::MAX;
    for (shape, end) in [(format!("{max},2"), 8), (format!("{max}"), max), (format!("{max},2,0"), 0)] {
        assert!(of(&[("a", "F32", &shape, &format!("0,{end}"))]).ends_with("of F32 is no number of bytes"));
    }
    // The second tensor would end behind the last byte that can be counted.
    let eighth = max / 8;
    let mut tensors: Vec<_> = (0..8).map(|i| (i.to_string(), format!("{},{}", i * eighth, (i + 1) * eighth))).collect();
    tensors.push(("8".into(), format!("{},3", 8 * eighth)));
    let shape = eighth.to_string();
    let tensors: Vec<_> = tensors.iter().map(|(key, offsets)| (&key[..], "U8", &shape[..], &offsets[..])).collect();
    assert!(of(&tensors).starts_with("`8` lies from byte"));
}

#[test]
fn every_type_is_known_to_both() {
    let ours: Vec<_> = DTYPES.iter().map(|&(_, name, bits)| (name.to_string(), bits)).collect();
    let theirs: Vec<_> = THEIRS.iter().map(|dtype| (dtype.to_string(), dtype.bitsize())).collect();
    assert_eq!(ours, theirs);
}

proptest! {
    #[test]
    fn files_go_back_and_forth(content in content()) {
        let bytes = write(&content);
        prop_assert_eq!(header_of(&bytes).len() % 8, 0);
        prop_assert_eq!(&read(&bytes).unwrap(), &content);
        prop_assert_eq!(&read_by_theirs(&bytes), &content);
        prop_assert_eq!(&read(&write_by_theirs(&content)).unwrap(), &content);
    }

    #[test]
    fn what_theirs_refuses_is_refused(
        content in content(),
        theirs in any::<bool>(),
        edits in prop::collection::vec((any::<Index>(), byte(), 0u8..3), 1..4),
    ) {
        let mut bytes = if theirs { write_by_theirs(&content) } else { write(&content) };
        let end = LEN + header_of(&bytes).len();
        let mut header: Vec<_> = bytes.drain(LEN..end).collect();
        for (at, byte, edit) in edits {
            let at = at.index(header.len());
            match edit {
                0 => header[at] = byte,
                1 => header.insert(at, byte),
                _ => drop(header.remove(at)),
            }
        }
        bytes.splice(..LEN, [&(header.len() as u64).to_le_bytes(), &header[..]].concat());
        if let Ok(found) = read(&bytes) {
            prop_assert_eq!(found, read_by_theirs(&bytes));
        }
    }

    #[test]
    fn any_tokens_are_read_or_refused(
        tokens in prop::collection::vec(
            select(vec![
                "{", "}", "[", "]", ":", ",", " ", "\"a\"", "\"dtype\"", "\"F32\"", "\"U8\"", "\"shape\"", "\"data_offsets\"",
                "\"__metadata__\"", "0", "1", "4", "18446744073709551615", "-1", "\"", "\\", "\\ud800", "null", "é",
                "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}", "\"b\":{\"dtype\":\"U8\",\"shape\":[0],",
            ]),
            0..12,
        ),
        data in 0usize..3,
    ) {
        let header = tokens.concat();
        let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; data]].concat();
        if let Ok(found) = read(&bytes) {
            prop_assert_eq!(found, read_by_theirs(&bytes));
        }
    }
}
