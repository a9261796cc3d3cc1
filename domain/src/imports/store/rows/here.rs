//! The rows that are here, by their keys.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value as Bound};
use serde_json::{Map, Value};

use super::keys::{KEYS, push_keys};
use crate::{
    Context, Result,
    archive::{self, Row, Table},
    platform::{Tx, db::Engine},
};

/// Which of these rows are here, by their keys, as an archive would have them.
pub(in crate::imports) async fn here(
    cx: &Context,
    table: &'static Table,
    rows: &[&Row],
) -> Result<HashMap<String, Map<String, Value>>> {
    let keys = rows.iter().map(|row| table.key.iter().map(|at| row.values[*at].clone()).collect());
    by_keys(cx, table, &keys.collect::<Vec<Vec<Bound>>>()).await
}

/// The rows of these keys.
pub(in crate::imports::store) async fn by_keys(
    cx: &Context,
    table: &'static Table,
    keys: &[Vec<Bound>],
) -> Result<HashMap<String, Map<String, Value>>> {
    read(cx.deps.db.reader(), table, keys, "").await
}

/// The same as a transaction sees them.
pub(in crate::imports::store) async fn rows_in(
    tx: &Tx,
    table: &'static Table,
    keys: &[Vec<Bound>],
) -> Result<HashMap<String, Map<String, Value>>> {
    read(&**tx, table, keys, "").await
}

/// The same, and nobody changes them before the transaction ends.
pub(in crate::imports::store) async fn locked(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    keys: &[Vec<Bound>],
) -> Result<HashMap<String, Map<String, Value>>> {
    let lock = if cx.deps.db.engine() == Engine::Postgres { " FOR UPDATE OF t" } else { "" };
    read(&**tx, table, keys, lock).await
}

async fn read(
    db: &impl ConnectionTrait,
    table: &'static Table,
    keys: &[Vec<Bound>],
    lock: &str,
) -> Result<HashMap<String, Map<String, Value>>> {
    let mut found = HashMap::new();
    for keys in keys.chunks(KEYS) {
        let mut sql = archive::selection(table);
        sql.push(" WHERE ");
        push_keys(&mut sql, table, keys);
        sql.push(lock);
        for row in sql.rows(db).await? {
            let json = archive::json(table, &row)?;
            found.insert(archive::key_of(table, &json), json);
        }
    }
    Ok(found)
}
