//! As much JSON (RFC 8259) as headers and their entries are made of: objects, arrays, strings and numbers. The caller says what
//! comes next, so that nothing nests deeper than it expects.

use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::string::String;
use std::vec::Vec;

use super::{HeaderError, LEN};

/// A text and how far it is read. Space is skipped behind what is read, so that the text must begin with its first token.
pub(in crate::weights) struct Json<'a> {
    text: &'a str,
    rest: &'a str,
    /// The bytes before the text that positions count too.
    before: usize,
}

impl<'a> Json<'a> {
    /// The text of a header, which begins behind its length.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, rest: text, before: LEN }
    }

    /// The text of an entry, whose bytes are counted from its beginning.
    pub(in crate::weights) fn entry(text: &'a str) -> Self {
        Self { text, rest: text, before: 0 }
    }

    /// An object; `value` reads what belongs to a key. No key comes twice.
    pub(super) fn object<V>(
        &mut self,
        mut value: impl FnMut(&mut Self, &str) -> Result<V, HeaderError>,
    ) -> Result<BTreeMap<String, V>, HeaderError> {
        let mut object = BTreeMap::new();
        self.list('{', '}', |json| {
            let at = json.at();
            let key = json.string()?;
            if object.contains_key(&key) {
                return Err(HeaderError::Twice { at, key });
            }
            json.token(':')?;
            let value = value(json, &key)?;
            object.insert(key, value);
            Ok(())
        })?;
        Ok(object)
    }

    /// An array; `item` reads one of it.
    pub(in crate::weights) fn array<V>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<V, HeaderError>,
    ) -> Result<Vec<V>, HeaderError> {
        let mut array = Vec::new();
        self.list('[', ']', |json| {
            array.push(item(json)?);
            Ok(())
        })?;
        Ok(array)
    }

    fn list(
        &mut self,
        open: char,
        close: char,
        mut item: impl FnMut(&mut Self) -> Result<(), HeaderError>,
    ) -> Result<(), HeaderError> {
        self.token(open)?;
        if self.eat(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.eat(close) {
                return Ok(());
            }
            if !self.eat(',') {
                return Err(self.unexpected(format!("`,` or `{close}`")));
            }
        }
    }

    /// A string.
    pub(in crate::weights) fn string(&mut self) -> Result<String, HeaderError> {
        if !self.eat_exactly("\"") {
            return Err(self.unexpected("a string"));
        }
        let mut string = String::new();
        loop {
            let plain = self.rest.find(|c| matches!(c, '"' | '\\' | '\0'..='\x1f')).unwrap_or(self.rest.len());
            string.push_str(self.take(plain));
            if self.eat('"') {
                return Ok(string);
            }
            if !self.eat_exactly("\\") {
                return Err(self.unexpected("`\"`"));
            }
            string.push(self.escaped()?);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Result<char, HeaderError> {
        let c = match self.rest.chars().next() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\x08',
            Some('f') => '\x0c',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                self.take(1);
                return self.unicode();
            }
            _ => return Err(self.unexpected("an escape of JSON behind `\\`")),
        };
        self.take(1);
        Ok(c)
    }

    /// The character whose code stands behind `\u`: four digits, and where UTF-16 needs two units the second behind another `\u`.
    fn unicode(&mut self) -> Result<char, HeaderError> {
        let before = self.rest;
        let first = self.unit();
        let halved = matches!(first, Some(0xd800..0xdc00)) && self.eat_exactly("\\u");
        let second = if halved { self.unit() } else { None };
        match char::decode_utf16(first.into_iter().chain(second)).next() {
            Some(Ok(c)) => Ok(c),
            _ => {
                self.rest = before;
                Err(self.unexpected("the four hexadecimal digits of a character, or of both its halves"))
            }
        }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.take(4);
        u16::from_str_radix(digits, 16).ok()
    }

    /// A whole number that is not negative, with neither point nor exponent.
    pub(super) fn integer(&mut self) -> Result<usize, HeaderError> {
        let len = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &self.rest[..len];
        let sound = digits == "0" || !digits.starts_with('0');
        match digits.parse() {
            Ok(number) if sound => {
                self.take(len);
                self.space();
                Ok(number)
            }
            _ => Err(self.unexpected(format!("a whole number from 0 to {}", usize::MAX))),
        }
    }

    /// A number that is finite. What [`numbers`] has written comes back to the bit.
    pub(in crate::weights) fn number(&mut self) -> Result<f64, HeaderError> {
        let is_part = |b: &u8| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let digits = &self.rest[..self.rest.bytes().take_while(|b| is_part(b)).count()];
        match digits.parse() {
            Ok(number) if f64::is_finite(number) => {
                self.take(digits.len());
                self.space();
                Ok(number)
            }
            _ => Err(self.unexpected("a finite number")),
        }
    }

    /// The end of the text.
    pub(in crate::weights) fn end(&self) -> Result<(), HeaderError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.unexpected("nothing but space")) }
    }

    pub(super) fn token(&mut self, token: char) -> Result<(), HeaderError> {
        if self.eat(token) { Ok(()) } else { Err(self.unexpected(format!("`{token}`"))) }
    }

    /// Whether `token` comes next; it is read then, and the space behind it.
    fn eat(&mut self, token: char) -> bool {
        let eaten = self.eat_exactly(token.encode_utf8(&mut [0; 4]));
        if eaten {
            self.space();
        }
        eaten
    }

    /// [`eat`](Self::eat) within a string, where space counts.
    fn eat_exactly(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// The next `len` bytes.
    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken
    }

    /// The byte of the file that comes next.
    pub(super) fn at(&self) -> usize {
        self.before + self.text.len() - self.rest.len()
    }

    fn unexpected(&self, expected: impl Into<String>) -> HeaderError {
        HeaderError::Unexpected { at: self.at(), expected: expected.into(), found: self.rest.chars().next() }
    }
}

/// An array of strings.
pub(in crate::weights) fn strings(strings: &[String]) -> String {
    list(strings, |text, string| quote(text, string))
}

/// An array of finite numbers, each with as many digits as tell it from all others.
pub(in crate::weights) fn numbers(numbers: &[f64]) -> String {
    list(numbers, |text, number| {
        let _ = write!(text, "{number:?}");
    })
}

fn list<V>(items: &[V], mut push: impl FnMut(&mut String, &V)) -> String {
    let mut text = String::from("[");
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        push(&mut text, item);
    }
    text.push(']');
    text
}

/// Appends a string of JSON.
pub(super) fn quote(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\0'..='\x1f' => {
                let _ = write!(text, "\\u{:04x}", c as u32);
            }
            _ => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn string(text: &str) -> Result<String, String> {
        let mut json = Json::new(text);
        json.string().and_then(|string| json.end().map(|()| string)).map_err(|error| format!("{error}"))
    }

    #[test]
    fn strings_are_quoted_as_json_wants() {
        let mut text = String::new();
        quote(&mut text, "a\"b\\c\nd é");
        assert_eq!(text, r#""a\"b\\c\u000ad é""#);
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(string(r#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\ude00é" "#).unwrap(), "\"\\/\x08\x0c\n\r\tAé😀é");
    }

    #[test]
    fn strings_that_are_none_are_refused_where_they_break() {
        let cases = [
            ("a", "byte 8 should be a string, but is `a`"),
            ("\"a", "byte 10 should be `\"`, but the text ends there"),
            ("\"a\nb\"", "byte 10 should be `\"`, but is `\\n`"),
            (r#""\x""#, "byte 10 should be an escape of JSON behind `\\`, but is `x`"),
            (
                r#""\u+123""#,
                "byte 11 should be the four hexadecimal digits of a character, or of both its halves, but is `+`",
            ),
        ];
        for (text, problem) in cases {
            assert_eq!(string(text), Err(problem.into()), "{text}");
        }
        for text in [r#""\u12""#, r#""\u12é4""#, r#""\ud83d""#, r#""\ud83d\u0041""#, r#""\ude00""#, r#""a" b"#, "\"\\"]
        {
            assert!(string(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_whole_and_fit() {
        let number = |text| {
            let mut json = Json::new(text);
            json.integer().and_then(|number| json.end().map(|()| number)).ok()
        };
        let largest = format!("{}", usize::MAX);
        assert_eq!((number("0"), number("170 "), number(&largest)), (Some(0), Some(170), Some(usize::MAX)));
        for text in ["", "-1", "+1", "01", "00", "1.0", "1e3", "x", &format!("{largest}0")] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_entries_are_finite() {
        let number = |text| {
            let mut json = Json::entry(text);
            json.number().and_then(|number| json.end().map(|()| number)).map_err(|error| format!("{error}"))
        };
        assert_eq!((number("-0.5 "), number("1e-7"), number("3")), (Ok(-0.5), Ok(1e-7), Ok(3.0)));
        assert_eq!(number("1.5x"), Err("byte 3 should be nothing but space, but is `x`".into()));
        for text in ["", "x", "NaN", "inf", "-", "1e999", "1.2.3", "--1"] {
            assert!(number(text).unwrap_err().contains("byte 0 should be a finite number"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn lists_come_back_bit_by_bit(given in prop::collection::vec((any::<f64>(), any::<String>()), 0..8)) {
            let given: Vec<_> = given.into_iter().filter(|(number, _)| number.is_finite()).collect();
            let (floats, texts): (Vec<_>, Vec<_>) = given.into_iter().unzip();
            let (as_numbers, as_strings) = (numbers(&floats), strings(&texts));
            let read = Json::entry(&as_numbers).array(Json::number).unwrap();
            prop_assert!(read.iter().map(|x| x.to_bits()).eq(floats.iter().map(|x| x.to_bits())), "{as_numbers}");
            prop_assert_eq!(Json::entry(&as_strings).array(Json::string), Ok(texts));
        }

        #[test]
        fn quoted_strings_come_back(given in any::<String>()) {
            let mut text = String::new();
            quote(&mut text, &given);
            prop_assert_eq!(string(&text), Ok(given));
        }
    }
}
