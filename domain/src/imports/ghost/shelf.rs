//! Rows that are wanted later, kept on the disk.

use std::{
    collections::HashMap,
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use serde_json::{Map, Value};

use super::record::Record;
use crate::{Error, Result, archive::scratch, imports::translation::key};

/// The rows.
pub(super) struct Shelf {
    file: File,
    end: u64,
    places: HashMap<u128, (u64, u32)>,
}

impl Shelf {
    /// An empty one, in a folder for scratch files.
    ///
    /// # Errors
    /// `internal` when the folder can't be written.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        Ok(Self { file: scratch(folder)?, end: 0, places: HashMap::new() })
    }

    /// Keeps some members of a row.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(super) fn put(&mut self, id: &str, record: &Record, members: &[&str]) -> Result<()> {
        let kept = members.iter().filter_map(|name| Some(((*name).to_owned(), record.text(name)?.into())));
        let kept: Map<String, Value> = kept.collect();
        if kept.is_empty() {
            return Ok(());
        }
        let text = Value::from(kept).to_string();
        let length = u32::try_from(text.len()).map_err(Error::internal)?;
        self.file.write_all(text.as_bytes()).map_err(Error::internal)?;
        self.places.insert(key("row", id), (self.end, length));
        self.end += u64::from(length);
        Ok(())
    }

    /// The members of a row that were kept; none of one that was not.
    ///
    /// # Errors
    /// `internal` when they can't be read.
    pub(super) fn get(&mut self, id: &str) -> Result<Record> {
        let Some((at, length)) = self.places.get(&key("row", id)) else { return Ok(Record::default()) };
        self.file.seek(SeekFrom::Start(*at)).map_err(Error::internal)?;
        let mut text = Vec::new();
        (&self.file).take(u64::from(*length)).read_to_end(&mut text).map_err(Error::internal)?;
        serde_json::from_slice(&text).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_there_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut shelf = Shelf::new(folder.path()).unwrap();
        for n in 0..3 {
            let row: Record = serde_json::from_str(&format!("{{\"a\": \"é{n}\", \"b\": 1}}")).unwrap();
            shelf.put(&n.to_string(), &row, &["a", "c"]).unwrap();
        }
        let found = shelf.get("1").unwrap();
        assert_eq!((found.text("a"), found.text("b")), (Some("é1"), None));
        assert_eq!(shelf.get("7").unwrap().text("a"), None);
    }
}
