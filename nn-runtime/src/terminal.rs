//! The terminal that progress is shown on.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::ops::RangeInclusive;
use std::io::{self, IsTerminal, Write as _};
use std::sync::{Mutex, PoisonError};

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

/// How many lines stand for the whole where there is no terminal.
const LINES: u64 = 50;
/// How long a bar is where there is room for it, and how short it may become; below that there are figures alone.
const LENGTHS: RangeInclusive<usize> = 4..=24;

/// Where progress is shown: a bar of two lines, or plain lines.
pub(crate) enum Shown {
    /// Made when it is known how long it will be.
    Bar(Term, Option<ProgressBar>),
    Lines(Box<dyn io::Write + Send>),
}

impl Shown {
    /// On standard error: a bar where that is a terminal that can go back to a line.
    pub(crate) fn on_stderr() -> Self {
        if io::stderr().is_terminal() && !is_dumb() { Self::bar() } else { Self::Lines(Box::new(io::stderr())) }
    }

    /// A bar, which appears where standard error is a terminal.
    pub(crate) fn bar() -> Self {
        Self::Bar(Term::buffered_stderr(), None)
    }

    /// A line where there is no bar. Where nobody reads on, work is worth more than telling of it.
    pub(crate) fn line(&mut self, line: impl fmt::Display) {
        if let Self::Lines(to) = self {
            let _ = writeln!(to, "{line}");
        }
    }

    /// A line, above the bar where there is one; nothing before it appears.
    pub(crate) fn aside(&mut self, line: impl fmt::Display) {
        match self {
            Self::Bar(_, Some(bar)) => bar.println(format!("{line}")),
            Self::Bar(_, None) => {}
            Self::Lines(_) => self.line(line),
        }
    }

    /// A line behind what a panic said. That stands below the bar, which stays where it is: to take it away would be to take away this.
    pub(crate) fn behind_panic(&mut self, line: impl fmt::Display) {
        match self {
            Self::Bar(_, bar) => {
                if let Some(bar) = bar.take() {
                    bar.set_draw_target(ProgressDrawTarget::hidden());
                    let _ = writeln!(io::stderr(), "{line}");
                }
            }
            Self::Lines(_) => self.line(line),
        }
    }

    /// Takes the bar away, and says whether there was one.
    pub(crate) fn clear(&mut self) -> bool {
        let Self::Bar(_, bar) = self else { return false };
        bar.take().map(|bar| bar.finish_and_clear()).is_some()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Self::Bar(_, Some(bar)) = self
            && std::thread::panicking()
        {
            bar.set_draw_target(ProgressDrawTarget::hidden()); // as behind any panic
        }
    }
}

/// Whether step `number` of `all` has a line where lines stand for the whole.
pub(crate) fn has_line(number: u64, all: u64) -> bool {
    number == 1 || number == all || number.is_multiple_of(all.div_ceil(LINES))
}

/// Whether the terminal says of itself that it cannot go back to a line.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The columns that a line may take; one is left for the cursor.
pub(crate) fn columns(term: &Term) -> usize {
    usize::from(term.size().1).saturating_sub(1)
}

/// A bar of so many steps, with a line above it for `{msg}`, and `tail` of its template behind it, which becomes as long as `longest`.
pub(crate) fn new_bar(term: &Term, steps: u64, tail: &str, longest: &str) -> ProgressBar {
    let target = if term.is_term() && !is_dumb() {
        ProgressDrawTarget::term_like(Box::new(Terminal::new(term.clone())))
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template(&template(columns(term), tail, longest)).expect("a sound template");
    ProgressBar::with_draw_target(Some(steps), target).with_style(style.progress_chars("━╸─"))
}

/// The form of a bar in so many columns.
fn template(columns: usize, tail: &str, longest: &str) -> String {
    // Two lines: figures take a terminal of 80 columns by themselves. The bar is the second: the line with the cursor must leave room for
    // what is echoed there, `^C` say.
    let longest = format!("^C 100 %  {longest}").len();
    let length = columns.saturating_sub(longest).min(*LENGTHS.end());
    let bar = if length < *LENGTHS.start() { String::new() } else { format!("{{bar:{length}}} ") };
    format!("{{msg}}\n{bar}{{percent:>3}} %  {tail}")
}

/// As many of the figures as there is room for: a number that is cut off is another number.
pub(crate) fn fitting(figures: &str, columns: usize) -> &str {
    let ends = figures.match_indices(", ").map(|(end, _)| end).chain([figures.len()]);
    let fits = |&end: &usize| figures[..end].chars().count() <= columns;
    &figures[..ends.take_while(fits).last().unwrap_or_default()]
}

/// A terminal whose cursor stays right behind what was drawn last.
///
/// A bar fills its lines with spaces to the edge of the terminal, the last one, too. What is echoed there goes to the line below: after
/// `^C`, the bar, which goes back by as many lines as it has, would leave its first line behind.
struct Terminal<T> {
    to: T,
    /// What was written since the last flush.
    held: Mutex<String>,
}

impl<T: TermLike> Terminal<T> {
    fn new(to: T) -> Self {
        Self { to, held: Mutex::default() }
    }

    /// Writes what is held, as `shown` has it.
    fn release(&self, shown: impl Fn(&str) -> &str) -> io::Result<()> {
        let held = core::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        if held.is_empty() { Ok(()) } else { self.to.write_str(shown(&held)) }
    }

    /// The terminal, on which all is written.
    fn now(&self) -> io::Result<&T> {
        self.release(|held| held).map(|()| &self.to)
    }
}

impl<T: TermLike> TermLike for Terminal<T> {
    fn width(&self) -> u16 {
        self.to.width()
    }
    fn height(&self) -> u16 {
        self.to.height()
    }
    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.now()?.move_cursor_up(n)
    }
    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.now()?.move_cursor_down(n)
    }
    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.now()?.move_cursor_right(n)
    }
    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.now()?.move_cursor_left(n)
    }
    fn write_line(&self, text: &str) -> io::Result<()> {
        self.now()?.write_line(text)
    }
    fn write_str(&self, text: &str) -> io::Result<()> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).push_str(text);
        Ok(())
    }
    fn clear_line(&self) -> io::Result<()> {
        self.now()?.clear_line()
    }
    fn flush(&self) -> io::Result<()> {
        self.release(str::trim_end)?;
        self.to.flush()
    }
}

impl<T> fmt::Debug for Terminal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").finish_non_exhaustive()
    }
}

/// Text that several hold.
#[cfg(test)]
#[derive(Clone, Debug, Default)]
pub(crate) struct Text(alloc::sync::Arc<Mutex<alloc::vec::Vec<u8>>>);

#[cfg(test)]
impl Text {
    pub(crate) fn lines(&self) -> alloc::vec::Vec<String> {
        let bytes = self.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap().lines().map(String::from).collect()
    }
}

#[cfg(test)]
impl io::Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Twenty columns, and all that was written in them; `|` is a flush.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl Paper {
        fn write(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
    }

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            20
        }
        fn move_cursor_up(&self, n: usize) -> io::Result<()> {
            if n > 0 { self.write(&format!("<up {n}>")) } else { Ok(()) }
        }
        fn move_cursor_down(&self, n: usize) -> io::Result<()> {
            self.write(&format!("<down {n}>"))
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write(&format!("{text}<line>"))
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.write(text)
        }
        fn clear_line(&self) -> io::Result<()> {
            self.write("<clear>")
        }
        fn flush(&self) -> io::Result<()> {
            self.write("|")
        }
    }

    #[test]
    fn a_narrow_terminal_gets_less_of_everything() {
        let (tail, longest) = ("{prefix}, {eta} left", "epoch 100/100, 59m left");
        let wide = template(79, tail, longest);
        assert!(wide.starts_with("{msg}\n{bar:24} {percent"), "{wide}");
        assert!(template(50, tail, longest).contains("{bar:17} "), "{}", template(50, tail, longest));
        assert!(!template(35, tail, longest).contains("bar"), "{}", template(35, tail, longest));

        let figures = "loss 0.1234, validation 0.5678, rate 1.0e-3";
        for (columns, shown) in [(43, 43), (42, 30), (30, 30), (29, 11), (11, 11), (10, 0)] {
            assert_eq!(fitting(figures, columns), &figures[..shown], "{columns}");
        }
    }

    #[test]
    fn the_cursor_stays_behind_the_last_word() {
        let paper = Paper::default();
        let target = ProgressDrawTarget::term_like(Box::new(Terminal::new(paper.clone())));
        let bar = ProgressBar::with_draw_target(Some(4), target);
        bar.set_style(ProgressStyle::with_template("{msg}\n{pos} of {len}").unwrap());
        bar.set_message("loss 0.5");
        bar.set_position(1);
        bar.tick();
        bar.finish_and_clear();

        let text = paper.0.lock().unwrap();
        assert!(text.contains("loss 0.5            1 of 4|"), "the first line is filled, the last is not: {text:?}");
        assert!(text.ends_with("<up 1><clear><down 1><clear><up 1>|"), "{text:?}");
    }
}
