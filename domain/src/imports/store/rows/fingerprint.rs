//! Whether a row is still what an import has made it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{here::locked, keys::key_values, written::Created};
use crate::{
    Context, Result,
    archive::Table,
    platform::{Tx, hex},
};

/// What tells whether a row is still the same.
pub(in crate::imports) fn fingerprint(json: &Map<String, Value>) -> String {
    use sha2::{Digest, Sha256};
    hex(&Sha256::digest(Value::Object(json.clone()).to_string()))
}

/// Which of these rows are here, by their keys, and whether each is what the import has made. They stay so until the transaction ends.
pub(in crate::imports) async fn unchanged(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    rows: &[Created],
) -> Result<HashMap<String, bool>> {
    let keys = rows.iter().map(|row| key_values(table, &row.key)).collect::<Result<Vec<_>>>()?;
    let here = locked(cx, tx, table, &keys).await?;
    let is_same = |row: &Created| Some((row.key.clone(), fingerprint(here.get(&row.key)?) == row.hash));
    Ok(rows.iter().filter_map(is_same).collect())
}
