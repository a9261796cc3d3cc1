//! A table, with its rows.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};

use super::{
    level::Level,
    read::{Row, Tables},
};
use crate::{
    Result,
    imports::{ghost::record::Record, translation::Meter},
};

/// A table: a list of rows.
pub(super) struct Table<'a, 'b, 'n, T> {
    pub level: Level<'a, 'b, T>,
    pub name: &'n str,
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
