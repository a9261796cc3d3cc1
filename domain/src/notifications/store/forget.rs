//! What is forgotten: of a person who is erased, and what is over.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Result,
    ids::UserId,
    platform::{Sql, Tx},
};

/// Removes what a person who is erased was told and wanted, and them from what others are told. Tells how many notifications.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    for of in [
        "notification_events WHERE actor_id = ",
        "notification_preferences WHERE user_id = ",
        "digests WHERE user_id = ",
        "inboxes WHERE user_id = ",
    ] {
        let mut sql = Sql::new(&format!("DELETE FROM {of}"));
        sql.bind(user.uuid());
        sql.run(&**tx).await?;
    }
    let mut sql = Sql::new("DELETE FROM notifications WHERE user_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}

/// Removes some of those that were read before a time. Tells how many.
pub(in crate::notifications) async fn forget_read(tx: &Tx, before: DateTime<Utc>, max: usize) -> Result<usize> {
    some_of(tx, max, |sql| {
        sql.push("n.read_at IS NOT NULL AND n.read_at < ").bind(before).push(" ORDER BY n.read_at");
    })
    .await
}

/// Removes some of those that nobody has read, and in which nothing was gathered since a time. Tells how many.
pub(in crate::notifications) async fn forget_unread(tx: &Tx, before: DateTime<Utc>, max: usize) -> Result<usize> {
    some_of(tx, max, |sql| {
        // The id tells the time at which it began, so the primary key leads to the old ones.
        sql.push("n.id < ").bind(first_id_at(before)).push(" AND n.read_at IS NULL AND n.updated_at < ").bind(before);
        sql.push(" ORDER BY n.id");
    })
    .await
}

async fn some_of(tx: &Tx, max: usize, which: impl Fn(&mut Sql)) -> Result<usize> {
    let mut sql = Sql::new("DELETE FROM notifications WHERE id IN (SELECT n.id FROM notifications n WHERE ");
    which(&mut sql);
    sql.push(&format!(" LIMIT {max})"));
    Ok(usize::try_from(sql.run(&**tx).await?).unwrap_or(usize::MAX))
}

/// The least id that could be made at a time: its milliseconds are the first 48 bits (RFC 9562, section 5.7).
fn first_id_at(time: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(time.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(millis << 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_before_a_time_are_less_than_its_first_one() {
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let id = |millis| uuid::Builder::from_unix_timestamp_millis(millis, &[255; 10]).into_uuid();
        assert!(id(1_699_999_999_999) < first_id_at(at) && first_id_at(at) < id(1_700_000_000_000));
    }
}
