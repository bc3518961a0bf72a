//! Every error that this phase can find: the tokens that are underlined, and the text.

mod attributes;
mod depth;
mod expressions;
mod header;
mod stages;
mod statements;
mod values;

use super::read_wrong;

/// Checks what is wrong with a definition.
#[track_caller]
fn header(source: &str, expected: &[(&str, &str)]) {
    let (_, errors) = read_wrong(source);
    let errors: Vec<_> = errors.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
    assert_eq!(errors, expected, "in {source}");
    errors.iter().for_each(|(_, text)| check_style(text));
}

/// Checks what is wrong with the body of a network.
#[track_caller]
fn body(body: &str, expected: &[(&str, &str)]) {
    // The line break ends a comment.
    header(&format!("Net(x: [4], y: [4]) -> [4] {{ {body}\n}}"), expected);
}

/// Lower case, no full stop, and the remedy on a line of its own.
#[track_caller]
fn check_style(text: &str) {
    let (what, help) = text.split_once("\nhelp: ").unwrap_or((text, ""));
    assert!(!what.starts_with(char::is_uppercase), "{text}");
    assert!(!what.contains('\n') && !help.contains('\n'), "{text}");
    assert!(!what.ends_with('.') && !help.ends_with('.'), "{text}");
    assert_eq!(text.matches('`').count() % 2, 0, "{text}");
}
