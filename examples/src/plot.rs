//! Plots of characters.

use std::fmt;
use std::ops::Range;

/// Characters in a line.
const WIDTH: usize = 76;
/// Lines.
const HEIGHT: usize = 20;

/// A field of marks that prints itself.
#[derive(Clone, Debug)]
pub struct Plot {
    x: Range<f32>,
    y: Range<f32>,
    marks: [[char; WIDTH]; HEIGHT],
}

impl Plot {
    /// An empty plot of what lies in both ranges.
    pub fn new(x: Range<f32>, y: Range<f32>) -> Self {
        Self { x, y, marks: [[' '; WIDTH]; HEIGHT] }
    }

    /// Marks a point; one outside the ranges, or of NaN, is left out.
    pub fn mark(&mut self, x: f32, y: f32, mark: char) {
        if let (Some(column), Some(row)) = (cell(&self.x, x, WIDTH), cell(&self.y, y, HEIGHT)) {
            self.marks[HEIGHT - 1 - row][column] = mark;
        }
    }
}

/// Which of `count` equal parts of a range a number lies in.
fn cell(range: &Range<f32>, value: f32, count: usize) -> Option<usize> {
    let part = (value - range.start) / (range.end - range.start);
    range.contains(&value).then(|| ((part * count as f32) as usize).min(count - 1))
}

impl fmt::Display for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.marks {
            let line: String = line.iter().collect();
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_they_belong() {
        let mut plot = Plot::new(0.0..2.0, -1.0..1.0);
        plot.mark(0.0, -1.0, 'a');
        plot.mark(1.999, 0.999, 'b');
        for (x, y) in [(2.0, 0.0), (-0.1, 0.0), (1.0, 1.5), (f32::NAN, 0.0), (1.0, f32::INFINITY)] {
            plot.mark(x, y, 'x');
        }
        let text = plot.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), HEIGHT);
        assert_eq!((lines[0].trim_start(), lines[0].len()), ("b", WIDTH));
        assert_eq!(lines[HEIGHT - 1], "a");
        assert!(!text.contains('x'));
    }
}
