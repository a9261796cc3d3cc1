//! Going through an export, row by row. In memory is one row at a time, whatever the length of the whole.

use std::{cell::RefCell, fmt, rc::Rc};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::record::Record;
use crate::{
    Error, Result,
    archive::unfit,
    imports::translation::{Bounded, Meter},
};

/// A row, and where it stands.
pub(super) struct Row {
    pub record: Record,
    /// Its place in its table, from 1.
    pub place: u64,
    /// Its line, from 1.
    pub line: u64,
}

/// What goes through the rows of those tables that it wants.
pub(super) trait Tables {
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
pub(super) fn read(bounded: Bounded<'_>, tables: &mut impl Tables) -> Result<bool> {
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

struct State<'a, T> {
    tables: &'a mut T,
    /// What went wrong with a row.
    failure: Option<Error>,
    has_posts: bool,
}

/// An object that has tables in it, or objects that have, or a list of such.
struct Level<'a, 'b, T> {
    state: &'a RefCell<State<'b, T>>,
    meter: &'a Rc<Meter>,
}

impl<T> Clone for Level<'_, '_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Level<'_, '_, T> {}

impl<'de, T: Tables> DeserializeSeed<'de> for Level<'_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Tables> Visitor<'de> for Level<'_, '_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with tables in it")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.meter.begin();
            self.state.borrow_mut().has_posts |= name == "posts";
            let is_wanted = self.state.borrow().tables.wants(&name);
            match name.as_str() {
                "db" | "data" => map.next_value_seed(self)?,
                table if is_wanted => map.next_value_seed(Table { level: self, name: table })?,
                _ => map.next_value_seed(Skipped(self.meter))?,
            }
        }
        Ok(())
    }
}

/// A table: a list of rows.
struct Table<'a, 'b, 'n, T> {
    level: Level<'a, 'b, T>,
    name: &'n str,
}

impl<'de, T: Tables> DeserializeSeed<'de> for Table<'_, '_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Tables> Visitor<'de> for Table<'_, '_, '_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a list of {}", self.name)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Level { state, meter } = self.level;
        let mut place = 0;
        while let Some((line, record)) = seq.next_element_seed(Placed(meter))? {
            place += 1;
            let mut state = state.borrow_mut();
            if let Err(failure) = state.tables.row(self.name, Row { record, place, line }) {
                state.failure = Some(failure);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A row with its line.
struct Placed<'a>(&'a Meter);

impl<'de> DeserializeSeed<'de> for Placed<'_> {
    type Value = (u64, Record);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.begin();
        let line = self.0.line();
        serde::Deserialize::deserialize(deserializer).map(|record| (line, record))
    }
}

/// Something that nobody wants, however long it is.
#[derive(Clone, Copy)]
struct Skipped<'a>(&'a Meter);

impl<'de> DeserializeSeed<'de> for Skipped<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.begin();
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skipped<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
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
