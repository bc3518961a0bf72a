//! Suggestions for names that are nearly right.

/// The most similar of `names`, if any is similar.
pub fn closest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let similar = names.iter().map(|n| (strsim::jaro_winkler(name, n), *n)).filter(|(similarity, _)| *similarity > 0.8);
    similar.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, best)| best)
}

/// `; did you mean …?` for the most similar of `names`, the whole list where none is similar but there are few, else nothing.
pub fn did_you_mean(name: &str, names: &[&str]) -> String {
    match closest(name, names) {
        Some(best) => format!("; did you mean `{best}`?"),
        None if !names.is_empty() && names.len() < 10 => {
            let list: Vec<_> = names.iter().map(|n| format!("`{n}`")).collect();
            format!("; it can be {}", list.join(", "))
        }
        None => String::new(),
    }
}

/// What layers are called elsewhere, in lower case and without `_`.
const ELSEWHERE: &[(&str, &str)] = &[
    ("linear", "dense"),
    ("fc", "dense"),
    ("fullyconnected", "dense"),
    ("cat", "concat"),
    ("concatenate", "concat"),
    ("view", "reshape"),
    ("swish", "silu"),
    ("hardsilu", "hard_swish"),
    ("batchnorm1d", "batch_norm"),
];

/// The one of `names` that is meant by what it is called elsewhere: `LeakyReLU`, `Linear`.
pub fn from_elsewhere<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let plain_name = plain(name);
    let translated = ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == plain_name).map(|(_, here)| *here);
    names.iter().copied().find(|known| translated == Some(*known) || plain(known) == plain_name)
}
