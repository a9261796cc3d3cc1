//! Reading an export from its beginning to its end.

use std::cell::RefCell;

use serde::de::DeserializeSeed;

use super::level::{Level, State};
use crate::{
    Result,
    archive::unfit,
    imports::{ghost::record::Record, translation::Bounded},
};

/// A row, and where it stands.
pub(in crate::imports::ghost) struct Row {
    pub record: Record,
    /// Its place in its table, from 1.
    pub place: u64,
    /// Its line, from 1.
    pub line: u64,
}

/// What goes through the rows of those tables that it wants.
pub(in crate::imports::ghost) trait Tables {
    /// Whether the rows of a table are wanted.
    fn wants(&self, table: &str) -> bool;

    /// A row of one that is.
    ///
    /// # Errors
    /// Those of what is done with it, which ends the reading.
    fn row(&mut self, table: &str, row: Row) -> Result<()>;
}

/// Reads an export: `{"db": [{"data": {...}}]}`, or the same without `db`, or the tables alone. Tells whether there were posts in it.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; those of `tables`.
pub(in crate::imports::ghost) fn read(bounded: Bounded<'_>, tables: &mut impl Tables) -> Result<bool> {
    let meter = bounded.meter();
    let mut json = serde_json::Deserializer::from_reader(bounded);
    let state = RefCell::new(State { tables, failure: None, has_posts: false });
    let read = Level { state: &state, meter: &meter }.deserialize(&mut json).and_then(|()| json.end());
    let State { failure, has_posts, .. } = state.into_inner();
    if let Some(failure) = failure {
        return Err(failure);
    }
    match read {
        Ok(()) => Ok(has_posts),
        Err(error) if error.is_eof() => Err(unfit(format!("it ends in the middle: {error}"))),
        Err(error) => Err(unfit(format!("it can't be read as an export of Ghost: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    #[derive(Default)]
    struct Seen(Vec<(String, String, u64, u64)>);

    impl Tables for Seen {
        fn wants(&self, table: &str) -> bool {
            table == "posts" || table == "tags"
        }

        fn row(&mut self, table: &str, row: Row) -> Result<()> {
            let id = row.record.text("id").unwrap_or_default().to_owned();
            if id == "bad" {
                return Err(unfit("bad"));
            }
            self.0.push((table.to_owned(), id, row.place, row.line));
            Ok(())
        }
    }

    fn read_text(text: impl AsRef<[u8]>) -> Result<(bool, Seen)> {
        let bytes: Box<dyn Read + '_> = Box::new(text.as_ref());
        let mut seen = Seen::default();
        read(Bounded::new(BufReader::new(bytes)), &mut seen).map(|has_posts| (has_posts, seen))
    }

    #[test]
    fn rows_are_found_in_every_form_of_an_export() {
        let data = "{\"tags\": [{\"id\": \"t\"}], \"emails\": [{\"deep\": [[1, {}]]}],\n \"posts\": [{\"id\": 1},\n{\"id\": 2}]}";
        for text in [
            format!("{{\"db\": [{{\"meta\": {{\"version\": \"5.1\"}}, \"data\": {data}}}]}}"),
            format!("{{\"meta\": {{}}, \"data\": {data}}}"),
            data.to_owned(),
        ] {
            let (has_posts, Seen(rows)) = read_text(&text).unwrap();
            let rows: Vec<_> =
                rows.iter().map(|(t, id, place, line)| (t.as_str(), id.as_str(), *place, *line)).collect();
            assert!(has_posts);
            assert_eq!(rows, [("tags", "t", 1, 1), ("posts", "1", 1, 2), ("posts", "2", 2, 3)], "{text}");
        }
        assert!(!read_text("{\"data\": {}}").unwrap().0);
    }

    #[test]
    fn what_is_no_export_is_refused_with_the_reason() {
        let deep = format!("{{\"x\": {}", "[".repeat(100_000));
        for (text, words) in [
            ("", "ends in the middle"),
            ("{\"db\": [{\"data\": {\"posts\": [{\"id\": \"1", "ends in the middle"),
            ("{\"posts\": 7}", "a list of posts"),
            ("{\"posts\": [7]}", "a row"),
            ("{\"posts\": []} more", "trailing"),
            ("\u{feff}", "can't be read"),
            (deep.as_str(), "recursion limit"),
            ("{\"posts\": [{\"id\": \"bad\"}]}", "bad"),
        ] {
            let error = read_text(text).map(|_| ()).unwrap_err();
            assert!(
                error.code() == "invalid_archive" && error.detail().contains(words),
                "{text:.40}: {}",
                error.detail()
            );
        }
        let latin = read_text(b"{\"posts\": [{\"id\": \"\xe4\"}]}").map(|_| ()).unwrap_err().detail();
        assert!(latin.contains("unicode"), "{latin}");
    }
}
