//! Names of fields and of local variables in generated code.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::Place;

/// Names that generated code uses itself.
const RESERVED: &[&str] = &[
    "nn", "isa", "net", "state", "x", "y", "dy", "dx", "memory", "grads", "beta", "n", "step", "at", "rng", "to",
    "block",
];

/// The names taken so far.
#[derive(Default)]
pub struct Names {
    fields: BTreeMap<String, Place>,
    keys: BTreeMap<String, Place>,
    locals: BTreeSet<String>,
    ordinals: BTreeMap<String, usize>,
}

impl Names {
    /// Takes the name of a field, or gives the place where it was taken already.
    pub fn field(&mut self, name: &str, place: Place) -> Result<(), Place> {
        take(&mut self.fields, name, place)
    }

    /// Takes the stem of a stage's keys, or gives the place where it was taken already.
    pub fn key(&mut self, key: &str, place: Place) -> Result<(), Place> {
        take(&mut self.keys, key, place)
    }

    /// `kind_1`, `kind_2`, … for stages without a name.
    pub fn ordinal(&mut self, kind: &str) -> String {
        let n = self.ordinals.entry(kind.to_string()).or_default();
        *n += 1;
        format!("{kind}_{n}")
    }

    /// The name of the only input, which generated code may use for it.
    pub fn sole_input(&mut self, name: &str) {
        self.locals.insert(name.to_string());
    }

    /// A local variable called `name`, or nearly so where that is taken. `d_…` is left to gradients.
    pub fn local(&mut self, name: &str) -> String {
        let mut local = name.to_string();
        while RESERVED.contains(&local.as_str()) || local.starts_with("d_") || !self.locals.insert(local.clone()) {
            local = if local.starts_with("d_") { format!("value_{local}") } else { format!("{local}_") };
        }
        local
    }
}

fn take(names: &mut BTreeMap<String, Place>, name: &str, place: Place) -> Result<(), Place> {
    match names.get(name) {
        Some(first) => Err(*first),
        None => {
            names.insert(name.to_string(), place);
            Ok(())
        }
    }
}

/// `UpperCamelCase` as `snake_case`.
pub fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (i, c) in name.char_indices() {
        if c.is_uppercase() && i > 0 && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// `snake_case` as `UpperCamelCase`.
pub fn camel_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<Vec<_>>()
        })
        .collect()
}
