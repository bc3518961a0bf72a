//! Reading vectors, and comparing with them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use nn_runtime::Scalar;
use safetensors::{Dtype, SafeTensors};

/// The vectors of one family.
pub struct Vectors {
    family: &'static str,
    bytes: Vec<u8>,
    used: RefCell<BTreeSet<String>>,
}

impl Vectors {
    /// Reads `vectors/<family>.safetensors`.
    pub fn read(family: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(family).with_extension("safetensors");
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { family, bytes, used: RefCell::default() }
    }

    /// The case `name`.
    pub fn case<'a>(&'a self, name: &'a str) -> Case<'a> {
        self.used.borrow_mut().insert(name.to_owned());
        Case { vectors: self, name }
    }

    /// Fails if a case of the file was never asked for.
    pub fn all_used(self) {
        let used = self.used.borrow();
        let file = self.tensors();
        let names = file.names();
        let forgotten: BTreeSet<_> = names.iter().filter_map(|key| key.split('/').next()).collect();
        let forgotten: Vec<_> = forgotten.into_iter().filter(|&name| !used.contains(name)).collect();
        assert!(forgotten.is_empty(), "no test looks at these cases of {}: {forgotten:?}", self.family);
    }

    fn tensors(&self) -> SafeTensors<'_> {
        SafeTensors::deserialize(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}", self.family))
    }
}

/// One case of a family.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    vectors: &'a Vectors,
    name: &'a str,
}

impl Case<'_> {
    /// A tensor of numbers, row by row.
    pub fn numbers(&self, tensor: &str) -> Vec<f64> {
        self.words(tensor, Dtype::F64).into_iter().map(f64::from_le_bytes).collect()
    }

    /// A tensor of numbers, row by row, rounded to `T`.
    pub fn rounded<T: Scalar>(&self, tensor: &str) -> Vec<T> {
        self.numbers(tensor).into_iter().map(T::from_f64).collect()
    }

    /// Whether the case has a tensor of this name.
    pub fn holds(&self, tensor: &str) -> bool {
        let key = format!("{}/{tensor}", self.name);
        self.vectors.tensors().names().contains(&key.as_str())
    }

    /// A tensor that not every case has, rounded to `T`.
    pub fn given<T: Scalar>(&self, tensor: &str) -> Option<Vec<T>> {
        self.holds(tensor).then(|| self.rounded(tensor))
    }

    /// A tensor of whole numbers, such as classes.
    pub fn whole(&self, tensor: &str) -> Vec<usize> {
        let words = self.words(tensor, Dtype::I64);
        words.into_iter().map(|word| i64::from_le_bytes(word).try_into().expect("no negative numbers")).collect()
    }

    fn words(&self, tensor: &str, dtype: Dtype) -> Vec<[u8; 8]> {
        let key = format!("{}/{tensor}", self.name);
        let file = self.vectors.tensors();
        let view = file.tensor(&key).unwrap_or_else(|error| panic!("{}: {key}: {error}", self.vectors.family));
        assert_eq!(view.dtype(), dtype, "{key}");
        view.data().as_chunks().0.to_vec()
    }

    /// Compares what was found with a tensor: 1e-9 in `f64` and 1e-5 in `f32`, relative to the number, or to a tenth of the
    /// largest of the tensor where the number is smaller than that.
    pub fn compare<T: Scalar>(&self, tensor: &str, found: &[T]) {
        let expected = self.numbers(tensor);
        assert_eq!(found.len(), expected.len(), "{}: length of {tensor}", self.name);
        let tolerance = if T::NAME == "f64" { 1e-9 } else { 1e-5 };
        let floor = expected.iter().fold(0.0f64, |top, x| top.max(x.abs())) / 10.0;
        for (i, (&found, expected)) in found.iter().zip(expected).enumerate() {
            let error = (found.to_f64() - expected).abs();
            let bound = tolerance * expected.abs().max(floor);
            let (name, scalar) = (self.name, T::NAME);
            assert!(
                error <= bound,
                "{name}: {tensor}[{i}] in {scalar} is {found}, expected {expected}: off by {error:e}"
            );
        }
    }
}
