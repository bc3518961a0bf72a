//! Definitions that are right, each in surroundings that generated code might trip over: they compile, and mean what they say.

pub mod around_nalgebra;
pub mod forbid_unsafe;
pub mod plain;
pub mod private_names;
pub mod shadowed_prelude;
pub mod values_of_any_name;

#[test]
fn every_file_is_compiled() {
    for file in std::fs::read_dir("tests/right").expect("this folder") {
        let name = file.expect("its files").file_name().into_string().expect("plain names");
        let name = name.trim_end_matches(".rs");
        let listed = include_str!("main.rs").contains(&format!("pub mod {name};\n"));
        assert!(listed || name == "main", "`pub mod {name};` is missing in tests/tests/right/main.rs");
    }
}
