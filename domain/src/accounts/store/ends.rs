//! The end of an account.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{Account, changes::at_version};
use crate::{
    Context, Result,
    ids::UserId,
    platform::{Sql, Tx},
    users::{self, Username},
};

/// Sets when an account is to be erased, or that it is not, unless another change came first.
pub(in crate::accounts) async fn set_erase_at(
    cx: &Context,
    tx: &Tx,
    account: &Account,
    erase_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", erase_at = ").bind(erase_at);
    at_version(sql, tx, account).await
}

/// Removes what belongs to an account and nobody else; tells how much of each kind.
pub(in crate::accounts) async fn remove_belongings(tx: &Tx, user: UserId) -> Result<Map<String, Value>> {
    let mut removed = Map::new();
    for (name, table) in [("sessions", "sessions"), ("links", "email_tokens"), ("emailChanges", "email_changes")] {
        let mut sql = Sql::new(&format!("DELETE FROM {table} WHERE user_id = "));
        sql.bind(user.uuid());
        removed.insert(name.to_owned(), sql.run(&**tx).await?.into());
    }
    Ok(removed)
}

/// Takes everything from an account that tells of its owner, but for the address, to which the receipt is sent.
pub(in crate::accounts) async fn anonymise(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    // Made of nothing that is known: whoever could tell what it will be would take it first, and nothing would be erased.
    let handle = format!("{}{:020x}", Username::ERASED, u128::from_be_bytes(cx.deps.entropy.bytes()) >> 48);
    let mut sql = Sql::new("UPDATE users SET version = version + 1, username = ");
    sql.bind(handle).push(", display_name = ").bind("Deleted account");
    sql.push(", bio = '', password_hash = '', role = 'member', two_factor_enabled_at = NULL, erased_at = ")
        .bind(cx.now);
    sql.push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(user.uuid());
    sql.run(&**tx).await?;
    users::refresh(cx, tx, &[user.uuid()]).await
}

/// Takes the address as well. What it gets instead can't be known before, either.
pub(in crate::accounts) async fn forget_address(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET email = ");
    // RFC 2606: a domain that never exists.
    let address = format!("{:032x}@erased.invalid", u128::from_be_bytes(cx.deps.entropy.bytes()));
    sql.bind(address).push(" WHERE id = ").bind(user.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
