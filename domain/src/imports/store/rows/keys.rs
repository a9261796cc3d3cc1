//! The keys of rows: how they are looked for, and read as they were written down.

use sea_orm::Value as Bound;
use serde_json::Value;

use crate::{
    Error, Result,
    archive::{Holds, Table},
    platform::Sql,
};

/// How many keys of several columns are looked for at once: an expression of SQLite is at most a thousand deep.
pub(in crate::imports) const KEYS: usize = 200;

pub(super) fn push_keys(sql: &mut Sql, table: &Table, keys: &[Vec<Bound>]) {
    for (n, key) in keys.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { " OR (" });
        for (part, (at, value)) in table.key.iter().zip(key).enumerate() {
            sql.push(if part == 0 { "" } else { " AND " }).push(table.columns[*at].sql).push(" = ").bind(value.clone());
        }
        sql.push(")");
    }
}

/// The values of a key, as it was written down.
pub(in crate::imports::store) fn key_values(table: &Table, text: &str) -> Result<Vec<Bound>> {
    let parts: Vec<Value> = serde_json::from_str(text).map_err(Error::internal)?;
    let value = |(at, part): (&usize, &Value)| {
        let bound = match table.columns[*at].holds {
            Holds::Id(form) => part.as_str().and_then(form.read).map(Bound::from),
            Holds::Text => part.as_str().map(Bound::from),
            _ => part.as_i64().map(Bound::from),
        };
        bound.ok_or_else(|| Error::internal(format!("{text} is no key of {}", table.file)))
    };
    table.key.iter().zip(&parts).map(value).collect()
}

/// The id that is all of a key.
pub(in crate::imports) fn only(key: &str) -> Result<String> {
    let [id]: [String; 1] = serde_json::from_str(key).map_err(Error::internal)?;
    Ok(id)
}
