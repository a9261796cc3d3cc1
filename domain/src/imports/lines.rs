//! The lines of a table of an archive.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
};

use super::order::{self, Line};
use crate::{
    Result,
    archive::{LINE_MAX, Table, unfit},
};

/// The lines of a table, one after the other; those that refer to others of their table behind these.
pub(super) struct Lines {
    pub table: &'static Table,
    /// The number of the line that was read last, from 1; 0 before the first.
    pub number: u64,
    /// How many were read.
    pub taken: u64,
    file: BufReader<File>,
    /// Whether the end of the file was reached: what is left then is `late`.
    ended: bool,
    /// Those that are read last, the first of them at the end.
    late: Vec<Line>,
    /// Their numbers, sorted.
    passed: Vec<u64>,
}

impl Lines {
    /// Goes through the file once where its rows can refer to each other.
    ///
    /// # Errors
    /// `invalid_archive` when a line is too long, or no text; `internal` when the file can't be read.
    pub(super) fn of(table: &'static Table, file: File) -> Result<Self> {
        let file = BufReader::new(file);
        let mut lines = Self { table, number: 0, taken: 0, file, ended: false, late: Vec::new(), passed: Vec::new() };
        lines.late = order::late(&mut lines)?;
        if lines.number > 0 {
            lines.file.rewind().map_err(crate::Error::internal)?;
            lines.number = 0;
        }
        lines.late.reverse();
        lines.passed = lines.late.iter().map(|line| line.number).collect();
        lines.passed.sort_unstable();
        Ok(lines)
    }

    /// The next line, without its end; none behind the last.
    ///
    /// # Errors
    /// `invalid_archive` when it is too long, or no text.
    pub(super) fn next(&mut self) -> Result<Option<String>> {
        while !self.ended {
            match self.following()? {
                None => self.ended = true,
                Some(_) if self.passed.binary_search(&self.number).is_ok() => {}
                Some(text) => {
                    self.taken += 1;
                    return Ok(Some(text));
                }
            }
        }
        let Some(line) = self.late.pop() else { return Ok(None) };
        self.number = line.number - 1;
        self.file.seek(SeekFrom::Start(line.at)).map_err(|error| self.unfit(&error))?;
        self.taken += 1;
        self.following()
    }

    /// The line that follows in the file.
    ///
    /// # Errors
    /// `invalid_archive` when it is too long, or no text.
    pub(super) fn following(&mut self) -> Result<Option<String>> {
        let mut text = String::new();
        let read = self.file.by_ref().take(LINE_MAX as u64 + 1).read_line(&mut text);
        if read.map_err(|error| self.unfit(&error))? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if text.len() > LINE_MAX {
            return Err(unfit(format!("{}, line {} is longer than {LINE_MAX} bytes", self.table.file, self.number)));
        }
        text.truncate(text.trim_end_matches('\n').len());
        Ok(Some(text))
    }

    /// Where the line that follows begins, in bytes.
    ///
    /// # Errors
    /// `invalid_archive` when the file can't be read.
    pub(super) fn place(&mut self) -> Result<u64> {
        self.file.stream_position().map_err(|error| self.unfit(&error))
    }

    /// Passes over so many, with those that were read.
    ///
    /// # Errors
    /// `invalid_archive` when it can't be read.
    pub(super) fn skip(&mut self, taken: u64) -> Result<()> {
        while self.taken < taken && self.next()?.is_some() {}
        Ok(())
    }

    fn unfit(&self, error: &io::Error) -> crate::Error {
        unfit(format!("{}, line {}: {error}", self.table.file, self.number + 1))
    }
}
