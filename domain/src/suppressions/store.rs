//! The only file that speaks SQL about suppressions.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Suppression, SuppressionReason};
use crate::{
    Context, Error, Result,
    ids::{self, SuppressionId, SuppressionKind, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    users::{Contact, Email, REACHABLE},
};

pub(super) const SUPPRESSIONS: List =
    List { name: "suppressions", key: "s.created_at", id: "s.id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    reason: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Suppression {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let Row { id, email, reason, created_at } = row;
        let reason = SuppressionReason::named(&reason)?;
        Ok(Self { id: SuppressionId::from_uuid(id), email, reason, created_at })
    }
}

#[derive(FromQueryResult)]
struct Found {
    reason: String,
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Suppression>> {
    let mut sql = Sql::new("SELECT s.id, s.email, s.reason, s.created_at FROM suppressions s WHERE 1 = 1");
    let whole = sql.clone();
    request.apply(SUPPRESSIONS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let rows = rows.into_iter().map(Suppression::try_from).collect::<Result<Vec<_>>>()?;
    Ok(request
        .page(cx, SUPPRESSIONS, rows, |one| Position { key: Key::Time(one.created_at), id: one.id.uuid() })
        .of(whole))
}

/// Why no mail goes to an address that need not; none when it does.
pub(crate) async fn reason(cx: &Context, email: &str) -> Result<Option<SuppressionReason>> {
    let mut sql = Sql::new("SELECT reason FROM suppressions WHERE email = ");
    sql.bind(email.to_lowercase());
    sql.one::<Found>(cx.deps.db.reader()).await?.map(|found| SuppressionReason::named(&found.reason)).transpose()
}

/// Whether no mail goes to an address that need not.
pub(crate) async fn holds(cx: &Context, email: &str) -> Result<bool> {
    Ok(reason(cx, email).await?.is_some())
}

/// How to reach a person about what others do, and whether no mail goes there that need not.
pub(crate) async fn reachable(cx: &Context, person: UserId) -> Result<Option<(Contact, bool)>> {
    #[derive(FromQueryResult)]
    struct Row {
        email: String,
        display_name: String,
        suppressed: bool,
    }
    let mut sql = Sql::new(
        "SELECT u.email, u.display_name, EXISTS (SELECT 1 FROM suppressions s WHERE s.email = LOWER(u.email)) AS suppressed \
         FROM users u WHERE ",
    );
    sql.push(REACHABLE).push(" AND u.id = ").bind(person.uuid());
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(row.map(|row| (Contact { email: row.email, display_name: row.display_name }, row.suppressed)))
}

/// Remembers the name of a report; false when it is known.
pub(super) async fn remember(tx: &Tx, id: &str, expires_at: DateTime<Utc>) -> Result<bool> {
    let mut sql = Sql::new("INSERT INTO mail_events (id, expires_at) VALUES (");
    sql.bind(id).push(", ").bind(expires_at).push(") ON CONFLICT DO NOTHING");
    Ok(sql.run(&**tx).await? == 1)
}

/// Suppresses an address; one that is stays so. A complaint weighs more than a bounce.
pub(super) async fn insert(cx: &Context, tx: &Tx, email: &Email, reason: SuppressionReason) -> Result<()> {
    let id = ids::new::<SuppressionKind>(cx);
    let mut sql = Sql::new("INSERT INTO suppressions (id, email, reason, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(email.as_str()).push(", ").bind(reason.as_str()).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT (email) DO ");
    sql.push(match reason {
        SuppressionReason::Complaint => "UPDATE SET reason = excluded.reason",
        SuppressionReason::Bounce => "NOTHING",
    });
    sql.run(&**tx).await?;
    Ok(())
}

/// Lets an address go; false when there is none of this id.
pub(super) async fn remove(tx: &Tx, id: SuppressionId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM suppressions WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn forget(tx: &Tx, account: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM suppressions WHERE email = (SELECT u.email FROM users u WHERE u.id = ");
    sql.bind(account.uuid()).push(")");
    Ok(sql.run(&**tx).await?)
}
