//! Rows of a file, each with the number of its line.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::io::{BufRead, BufReader, Cursor, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use flate2::bufread::MultiGzDecoder;

use super::error::CsvProblem;

/// What a file begins with that is compressed with gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// What a file may begin with that is UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What a file begins with that is UTF-16, whose units lie in memory in either order.
const UTF16: [[u8; 2]; 2] = [[0xff, 0xfe], [0xfe, 0xff]];
/// The most bytes of a row. Whatever has more is no table, and would take the memory of the machine before it is refused.
pub(super) const LONGEST: usize = 64 << 20;

/// The line in which reading stopped, and why.
pub(super) type Stop = (u64, CsvProblem);

/// Rows of a file. They are cut line by line, so that the line of each is known.
pub(super) struct Records<'r> {
    from: Box<dyn BufRead + 'r>,
    parser: Reader,
    /// How many lines were read.
    lines: u64,
    line: Vec<u8>,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// A row.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// The line it begins in, counted from 1.
    pub line: u64,
    cells: &'a [u8],
    ends: &'a [usize],
}

impl<'r> Records<'r> {
    /// The rows of a file, decompressed if it is compressed, as it must be if it should be `zipped`.
    pub fn new(from: impl Read + 'r, zipped: bool, separator: u8) -> Result<Self, Stop> {
        let mut from = BufReader::new(from);
        let mut start = Vec::new();
        let read = from.by_ref().take(GZIP.len() as u64).read_to_end(&mut start);
        read.map_err(|error| (1, CsvProblem::Read(error)))?;
        let is_zipped = start == GZIP;
        if zipped && !is_zipped {
            return Err((1, CsvProblem::NotGzip));
        }
        if UTF16.iter().any(|mark| start == mark) {
            return Err((1, CsvProblem::Utf16));
        }
        let from = BufReader::new(Cursor::new(start).chain(from));
        let from: Box<dyn BufRead> =
            if is_zipped { Box::new(BufReader::new(MultiGzDecoder::new(from))) } else { Box::new(from) };
        let parser = ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build();
        Ok(Self { from, parser, lines: 0, line: Vec::new(), cells: Vec::new(), ends: Vec::new() })
    }

    /// Passes over the next lines, whatever is in them.
    pub fn skip(&mut self, lines: usize) -> Result<(), Stop> {
        for _ in 0..lines {
            if !self.read_line()? {
                break;
            }
        }
        Ok(())
    }

    /// The next row, `None` at the end. Empty lines are none.
    pub fn next(&mut self) -> Result<Option<Record<'_>>, Stop> {
        while self.read_line()? {
            if self.line.trim_ascii().is_empty() {
                continue;
            }
            let first = self.lines;
            let (mut bytes, mut count) = (0, 0);
            while !self.cut(&mut bytes, &mut count) {
                if bytes > LONGEST {
                    return Err((first, CsvProblem::LongRow));
                }
                if !self.read_line()? {
                    return Err((first, CsvProblem::OpenQuote));
                }
            }
            return Ok(Some(Record { line: first, cells: &self.cells[..bytes], ends: &self.ends[..count] }));
        }
        Ok(None)
    }

    /// Reads a line, which then ends in `\n`. False at the end.
    fn read_line(&mut self) -> Result<bool, Stop> {
        self.line.clear();
        let read = self.from.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut self.line);
        read.map_err(|error| (self.lines + 1, CsvProblem::Read(error)))?;
        if self.line.len() > LONGEST {
            return Err((self.lines + 1, CsvProblem::LongRow));
        }
        if self.line.is_empty() {
            return Ok(false);
        }
        if self.lines == 0 && self.line.starts_with(MARK) {
            self.line.drain(..MARK.len());
        }
        if self.line.ends_with(b"\n") {
            self.line.pop();
        }
        if self.line.ends_with(b"\r") {
            self.line.pop();
        }
        self.line.push(b'\n');
        self.lines += 1;
        Ok(true)
    }

    /// Adds the cells of the line that was read; false if the last of them goes on in the next line.
    fn cut(&mut self, bytes: &mut usize, count: &mut usize) -> bool {
        // A line holds fewer cells than bytes, and each of them is no longer than it is in the line.
        let (mut line, longest) = (&self.line[..], self.line.len());
        self.cells.resize(self.cells.len().max(*bytes + longest), 0);
        self.ends.resize(self.ends.len().max(*count + longest), 0);
        loop {
            let (result, read, wrote, ended) =
                self.parser.read_record(line, &mut self.cells[*bytes..], &mut self.ends[*count..]);
            line = &line[read..];
            *bytes += wrote;
            *count += ended;
            match result {
                ReadRecordResult::Record => return true,
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return false,
                ReadRecordResult::OutputFull => self.cells.resize(*bytes + longest, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(*count + longest, 0),
            }
        }
    }
}

impl<'a> Record<'a> {
    /// How many cells it has.
    pub fn len(self) -> usize {
        self.ends.len()
    }

    /// The text of a cell that it has, without the space around it.
    pub fn text(self, cell: usize) -> Result<&'a str, CsvProblem> {
        let start = if cell == 0 { 0 } else { self.ends[cell - 1] };
        let text = str::from_utf8(&self.cells[start..self.ends[cell]]).map_err(CsvProblem::NotText)?;
        Ok(text.trim())
    }
}
