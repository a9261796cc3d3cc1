//! What tables are in.

use std::{cell::RefCell, fmt, rc::Rc};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{read::Tables, skipped::Skipped, table::Table};
use crate::{Error, Result, imports::translation::Meter};

pub(super) struct State<'a, T> {
    pub tables: &'a mut T,
    /// What went wrong with a row.
    pub failure: Option<Error>,
    pub has_posts: bool,
}

/// An object that has tables in it, or objects that have, or a list of such.
pub(super) struct Level<'a, 'b, T> {
    pub state: &'a RefCell<State<'b, T>>,
    pub meter: &'a Rc<Meter>,
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
