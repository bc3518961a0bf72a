//! The terminal that a bar is drawn on.

use alloc::string::String;
use core::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use indicatif::TermLike;

/// A terminal whose cursor stays right behind what was drawn last.
///
/// A bar fills its lines with spaces to the edge of the terminal, the last one, too. What is echoed there goes to the line below: after
/// `^C`, the bar, which goes back by as many lines as it has, would leave its first line behind.
pub(super) struct Terminal<T> {
    to: T,
    /// What was written since the last flush.
    held: Mutex<String>,
}

impl<T: TermLike> Terminal<T> {
    pub(super) fn new(to: T) -> Self {
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

#[cfg(test)]
mod tests {
    use std::boxed::Box;
    use std::sync::Arc;

    use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
