//! The lines of a table of an archive.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
};

use crate::{
    Result,
    archive::{LINE_MAX, Table, unfit},
};

/// The lines of a table, one after the other.
pub(super) struct Lines {
    pub table: &'static Table,
    /// The last line that was read, from 1; 0 before the first.
    pub number: u64,
    file: BufReader<File>,
}

impl Lines {
    pub(super) fn of(table: &'static Table, file: File) -> Self {
        Self { table, number: 0, file: BufReader::new(file) }
    }

    /// The next line, without its end; none behind the last.
    ///
    /// # Errors
    /// `invalid_archive` when it is too long, or no text.
    pub(super) fn next(&mut self) -> Result<Option<String>> {
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

    /// Passes over all lines up to this one.
    ///
    /// # Errors
    /// `invalid_archive` when it can't be read.
    pub(super) fn skip(&mut self, last: u64) -> Result<()> {
        while self.number < last && self.file.skip_until(b'\n').map_err(|error| self.unfit(&error))? > 0 {
            self.number += 1;
        }
        Ok(())
    }

    fn unfit(&self, error: &std::io::Error) -> crate::Error {
        unfit(format!("{}, line {}: {error}", self.table.file, self.number + 1))
    }
}
