//! Checks of dimensions that only rustc can evaluate: const functions that fail with the macro's own words.
//!
//! Generated code calls them in consts, on the user's tokens, so that the message stands where the mistake is.

/// The most bytes a message has; longer ones are cut.
const CAPACITY: usize = 512;

/// A message put together while the compiler runs.
struct Message {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; CAPACITY], len: 0 }
    }

    const fn text(mut self, text: &str) -> Self {
        let (text, mut i) = (text.as_bytes(), 0);
        while i < text.len() && self.len < CAPACITY {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    const fn number(self, n: usize) -> Self {
        let (mut digits, mut at, mut rest) = ([0; 20], 20, n);
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        match core::str::from_utf8(digits.split_at(at).1) {
            Ok(digits) => self.text(digits),
            Err(_) => self,
        }
    }

    const fn shape(self, shape: &[usize]) -> Self {
        let (mut message, mut i) = (self.text("["), 0);
        while i < shape.len() {
            if i > 0 {
                message = message.text(", ");
            }
            message = message.number(shape[i]);
            i += 1;
        }
        message.text("]")
    }

    /// `text`, with the shapes in the places of `{a}` and `{b}`.
    const fn shapes(mut self, text: &str, a: &[usize], b: &[usize]) -> Self {
        let (text, mut i) = (text.as_bytes(), 0);
        while i < text.len() {
            let named = i + 2 < text.len() && text[i] == b'{' && text[i + 2] == b'}';
            match if named { text[i + 1] } else { 0 } {
                b'a' => (self, i) = (self.shape(a), i + 3),
                b'b' => (self, i) = (self.shape(b), i + 3),
                _ if self.len < CAPACITY => {
                    self.bytes[self.len] = text[i];
                    self.len += 1;
                    i += 1;
                }
                _ => break,
            }
        }
        self
    }

    #[track_caller]
    const fn fail(&self) -> ! {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("dimensions do not fit; the message was too long"),
        }
    }
}

macro_rules! relation {
    ($(#[$doc:meta])* $name:ident, $a:ident, $b:ident, $holds:expr) => {
        $(#[$doc])*
        #[track_caller]
        pub const fn $name(text: [&str; 3], $a: usize, $b: usize) {
            if !$holds {
                Message::new().text(text[0]).number($a).text(text[1]).number($b).text(text[2]).fail();
            }
        }
    };
}

relation!(
    /// Fails unless a = b, with the message `text[0] a text[1] b text[2]`.
    check_equal, a, b, a == b
);
relation!(
    /// Fails unless a < b.
    check_less, a, b, a < b
);
relation!(
    /// Fails unless a ≤ b.
    check_at_most, a, b, a <= b
);
relation!(
    /// Fails unless a divides b.
    check_divides, a, b, a > 0 && b.is_multiple_of(a)
);

const fn same(a: &[usize], b: &[usize]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Fails unless the shapes are the same, with the message `text`, in which `{a}` and `{b}` stand for them.
#[track_caller]
pub const fn check_same(text: &str, a: &[usize], b: &[usize]) {
    if !same(a, b) {
        Message::new().shapes(text, a, b).fail();
    }
}

/// Fails unless a network from elsewhere takes inputs of the `given` shapes.
#[track_caller]
pub const fn check_takes(name: &str, takes: &[&[usize]], given: &[&[usize]]) {
    let mut i = 0;
    // That they are as many is said by `Takes`.
    while i < takes.len() && i < given.len() {
        if !same(takes[i], given[i]) {
            let message = Message::new().text("`").text(name).text("` takes ").shape(takes[i]);
            message.text(", but its input is ").shape(given[i]).fail();
        }
        i += 1;
    }
}

/// Fails unless an output of a network from elsewhere has the shape that is claimed.
#[track_caller]
pub const fn check_gives(name: &str, gives: &[&[usize]], output: usize, claimed: &[usize]) {
    // That there is such an output is said by `Gives`.
    if output < gives.len() && !same(gives[output], claimed) {
        let message = Message::new().text("`").text(name).text("` gives ").shape(gives[output]);
        message.text(", but the claim behind it says ").shape(claimed).fail();
    }
}

/// Fails unless a network from elsewhere gives one value.
#[track_caller]
pub const fn check_gives_one(name: &str, gives: &[&[usize]]) {
    if gives.len() != 1 {
        let message = Message::new().text("`").text(name).text("` gives ").number(gives.len());
        message.text(" values, but one is taken here").fail();
    }
}

/// Fails unless an image of this shape has as many numbers as a sample.
#[cfg(feature = "alloc")]
#[track_caller]
pub(crate) const fn check_image(numbers: usize, shape: [usize; 3]) {
    let [channels, height, width] = shape;
    if channels * height * width != numbers {
        let message = Message::new().text("samples of ").number(numbers).text(" numbers are no images of ");
        message.shape(&shape).fail();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(check: impl Fn() + std::panic::UnwindSafe) -> std::string::String {
        let error = std::panic::catch_unwind(check).expect_err("the check fails");
        error.downcast_ref::<std::string::String>().cloned().unwrap_or_default()
    }

    #[test]
    fn messages_have_the_numbers_in_them() {
        let text = message(|| check_equal(["layer `fc2` takes ", " inputs, but `fc1` gives ", ""], 50, 0));
        assert_eq!(text, "layer `fc2` takes 50 inputs, but `fc1` gives 0");
        let text = message(|| check_takes("Body", &[&[1, 24, 24]], &[&[1, 28, 28]]));
        assert_eq!(text, "`Body` takes [1, 24, 24], but its input is [1, 28, 28]");
        let text = message(|| check_same("`x` of {a} meets `dense<{ N }>` of {b} {", &[2, 3], &[6]));
        assert_eq!(text, "`x` of [2, 3] meets `dense<{ N }>` of [6] {");
        let text = message(|| check_gives("Body", &[&[16]], 0, &[17]));
        assert_eq!(text, "`Body` gives [16], but the claim behind it says [17]");
        let text = message(|| check_gives_one("Two", &[&[4], &[4]]));
        assert_eq!(text, "`Two` gives 2 values, but one is taken here");
        #[cfg(feature = "alloc")]
        assert_eq!(message(|| check_image(64, [1, 28, 28])), "samples of 64 numbers are no images of [1, 28, 28]");
        check_less(["", "", ""], 4, 5);
        check_at_most(["", "", ""], 5, 5);
        check_divides(["", "", ""], 4, 8);
    }
}
