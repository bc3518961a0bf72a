//! Words of messages.

/// `no inputs`, `one input`, `2 inputs`
pub fn count(n: usize, noun: &str) -> String {
    match n {
        0 => format!("no {noun}s"),
        1 => format!("one {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// `none is`, `one is`, `2 are`
pub fn how_many(n: usize) -> String {
    match n {
        0 => "none is".to_string(),
        1 => "one is".to_string(),
        n => format!("{n} are"),
    }
}
