//! The only file that speaks SQL about newsletters.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Subscriber;
use crate::{
    Context, Error, Result,
    ids::{self, PostId, SubscriberId, SubscriberKind, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::{Engine, taken},
    },
    users::Email,
};

pub(super) const SUBSCRIBERS: List =
    List { name: "subscribers", key: "s.created_at", id: "s.id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    user_id: Option<Uuid>,
    confirmed_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Subscriber {
    fn from(row: Row) -> Self {
        let Row { id, email, user_id, confirmed_at, created_at } = row;
        Self { id: SubscriberId::from_uuid(id), email, user: user_id.map(UserId::from_uuid), confirmed_at, created_at }
    }
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct Address {
    email: String,
}

/// Everybody who gets newsletters; of who has an account, the address that it has now.
fn confirmed() -> Sql {
    Sql::new(
        "SELECT s.id, COALESCE(u.email, s.email) AS email, s.user_id, s.confirmed_at, s.created_at FROM subscribers s \
         LEFT JOIN users u ON u.id = s.user_id WHERE s.confirmed_at IS NOT NULL",
    )
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Subscriber>> {
    let mut sql = confirmed();
    let whole = sql.clone();
    request.apply(SUBSCRIBERS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Subscriber::from).collect();
    Ok(request
        .page(cx, SUBSCRIBERS, rows, |one: &Subscriber| Position { key: Key::Time(one.created_at), id: one.id.uuid() })
        .of(whole))
}

/// The next who get newsletters.
pub(super) async fn next(cx: &Context, after: Option<SubscriberId>, max: usize) -> Result<Vec<Subscriber>> {
    let mut sql = confirmed();
    if let Some(after) = after {
        sql.push(" AND s.id > ").bind(after.uuid());
    }
    sql.push(&format!(" ORDER BY s.id LIMIT {max}"));
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Subscriber::from).collect())
}

/// How many get newsletters.
pub(super) async fn count(cx: &Context) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let sql = Sql::new("SELECT COUNT(*) AS n FROM subscribers s WHERE s.confirmed_at IS NOT NULL");
    Ok(sql.one::<Count>(cx.deps.db.reader()).await?.map_or(0, |row| row.n))
}

/// Somebody who gets newsletters.
pub(super) async fn get(cx: &Context, id: SubscriberId) -> Result<Option<Subscriber>> {
    let mut sql = confirmed();
    sql.push(" AND s.id = ").bind(id.uuid());
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.map(Subscriber::from))
}

/// The address of an account, and whether newsletters come to it.
pub(super) async fn of_account(cx: &Context, me: UserId) -> Result<Option<(String, bool)>> {
    #[derive(FromQueryResult)]
    struct Own {
        email: String,
        subscribed: bool,
    }
    let mut sql = Sql::new(
        "SELECT u.email, EXISTS (SELECT 1 FROM subscribers s WHERE s.confirmed_at IS NOT NULL AND s.user_id = u.id) \
         OR EXISTS (SELECT 1 FROM subscribers s WHERE s.confirmed_at IS NOT NULL AND s.user_id IS NULL \
         AND s.email = u.email) AS subscribed \
         FROM users u WHERE u.id = ",
    );
    sql.bind(me.uuid());
    Ok(sql.one::<Own>(cx.deps.db.reader()).await?.map(|own| (own.email, own.subscribed)))
}

/// The address of somebody who is asked and has not answered yet, unless newsletters come there by an account.
pub(super) async fn asked(cx: &Context, id: SubscriberId) -> Result<Option<String>> {
    let mut sql = Sql::new("SELECT s.email FROM subscribers s WHERE s.confirmed_at IS NULL AND s.expires_at > ");
    sql.bind(cx.now).push(" AND s.id = ").bind(id.uuid()).push(
        " AND NOT EXISTS (SELECT 1 FROM users u JOIN subscribers o ON o.user_id = u.id WHERE o.confirmed_at IS NOT NULL \
         AND u.email = s.email)",
    );
    Ok(sql.one::<Address>(cx.deps.db.reader()).await?.map(|row| row.email))
}

/// Writes down that an address is asked, unless it gets newsletters already. Tells whose it is.
pub(super) async fn ask(cx: &Context, tx: &Tx, email: &Email) -> Result<SubscriberId> {
    let id = ids::new::<SubscriberKind>(cx);
    let expires_at = cx.now + cx.settings().auth.email_token_ttl;
    let mut sql = Sql::new("INSERT INTO subscribers (id, email, created_at, expires_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(email.as_str()).push(", ").bind(cx.now).push(", ").bind(expires_at);
    sql.push(
        ") ON CONFLICT (email) DO UPDATE SET expires_at = \
         CASE WHEN subscribers.confirmed_at IS NULL THEN excluded.expires_at END RETURNING id",
    );
    Ok(sql.one::<Id>(&**tx).await?.map_or(id, |row| SubscriberId::from_uuid(row.id)))
}

/// Subscribes an account by its address, unless it gets newsletters already.
pub(super) async fn subscribe_account(cx: &Context, tx: &Tx, me: UserId, email: &Email) -> Result<()> {
    let id = ids::new::<SubscriberKind>(cx);
    let mut sql = Sql::new("INSERT INTO subscribers (id, email, user_id, created_at, confirmed_at) SELECT ");
    sql.bind(id.uuid()).push(", ").bind(email.as_str()).push(", ").bind(me.uuid()).push(", ");
    sql.bind(cx.now).push(", ").bind(cx.now);
    sql.push(" WHERE NOT EXISTS (SELECT 1 FROM subscribers s WHERE s.confirmed_at IS NOT NULL AND s.user_id = ");
    sql.bind(me.uuid()).push(
        ") ON CONFLICT (email) DO UPDATE SET user_id = excluded.user_id, expires_at = NULL, \
         confirmed_at = COALESCE(subscribers.confirmed_at, excluded.confirmed_at)",
    );
    sql.run(&**tx).await?;
    Ok(())
}

/// Has the row of an account that has another address by now let go of this one: it gets the account's, or that of a stand-in where
/// somebody has subscribed that one, too. Its newsletters go to the account's either way, and the links in them stay good.
pub(super) async fn let_go(cx: &Context, tx: &Tx, email: &str) -> Result<()> {
    let mut sql = Sql::new(
        "UPDATE subscribers SET email = COALESCE((SELECT u.email FROM users u WHERE u.id = subscribers.user_id \
         AND NOT EXISTS (SELECT 1 FROM subscribers o WHERE o.email = u.email)), ",
    );
    sql.bind(format!("{}{STAND_IN}", ids::new::<SubscriberKind>(cx))).push(") WHERE user_id IS NOT NULL AND email = ");
    sql.bind(email.to_owned());
    sql.push(" AND EXISTS (SELECT 1 FROM users u WHERE u.id = subscribers.user_id AND u.email <> subscribers.email)");
    match sql.run(&**tx).await {
        Ok(_) => Ok(()),
        Err(error) if taken(&error).is_some() => Err(Error::unavailable("database", error)),
        Err(error) => Err(error.into()),
    }
}

/// What an address ends with that nobody ever has (RFC 2606, section 2).
const STAND_IN: &str = "@stand-in.invalid";

/// Some of the addresses that accounts had when they were subscribed, and have no more.
pub(super) async fn former(cx: &Context, max: usize) -> Result<Vec<String>> {
    let sql = Sql::new(&format!(
        "SELECT s.email FROM subscribers s JOIN users u ON u.id = s.user_id WHERE s.user_id IS NOT NULL \
         AND s.email <> u.email AND s.email NOT LIKE '%{STAND_IN}' ORDER BY s.id LIMIT {max}"
    ));
    Ok(sql.all::<Address>(cx.deps.db.reader()).await?.into_iter().map(|row| row.email).collect())
}

/// Confirms a subscription; tells the address, none when there is nothing to confirm any more.
pub(super) async fn confirm(cx: &Context, tx: &Tx, id: SubscriberId) -> Result<Option<String>> {
    let mut sql = Sql::new("UPDATE subscribers SET expires_at = NULL, confirmed_at = COALESCE(confirmed_at, ");
    sql.bind(cx.now).push(") WHERE (confirmed_at IS NOT NULL OR expires_at > ").bind(cx.now).push(") AND id = ");
    sql.bind(id.uuid());
    if sql.run(&**tx).await? == 0 { Ok(None) } else { address(tx, id).await }
}

/// The address to which the newsletters of a row go.
async fn address(tx: &Tx, id: SubscriberId) -> Result<Option<String>> {
    let mut sql = Sql::new("SELECT COALESCE(u.email, s.email) AS email FROM subscribers s ");
    sql.push("LEFT JOIN users u ON u.id = s.user_id WHERE s.id = ").bind(id.uuid());
    Ok(sql.one::<Address>(&**tx).await?.map(|row| row.email))
}

/// Ends a subscription, and every other whose newsletters go to the same address; false when there is none.
pub(super) async fn remove(tx: &Tx, id: SubscriberId) -> Result<bool> {
    let Some(email) = address(tx, id).await? else { return Ok(false) };
    let mut sql = Sql::new("DELETE FROM subscribers WHERE id = ");
    sql.bind(id.uuid()).push(" OR (user_id IS NULL AND email = ").bind(email.clone());
    sql.push(") OR user_id = (SELECT u.id FROM users u WHERE u.email = ").bind(email).push(")");
    Ok(sql.run(&**tx).await? > 0)
}

/// Ends what an account has subscribed, by itself or by its address.
pub(crate) async fn forget(tx: &Tx, account: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM subscribers WHERE user_id = ");
    sql.bind(account.uuid()).push(" OR (user_id IS NULL AND email = (SELECT u.email FROM users u WHERE u.id = ");
    sql.bind(account.uuid()).push("))");
    Ok(sql.run(&**tx).await?)
}

/// Writes down that these are mailed a post. Tells those who have not been yet, each with what was written down.
pub(super) async fn claim(
    cx: &Context,
    tx: &Tx,
    post: PostId,
    to: &[Subscriber],
) -> Result<Vec<(SubscriberId, String)>> {
    #[derive(FromQueryResult)]
    struct Claimed {
        recipient: String,
    }
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let named: BTreeMap<String, SubscriberId> = to.iter().map(|it| (recipient(cx, &it.email), it.id)).collect();
    let mut sql = Sql::new("INSERT INTO newsletter_mails (post_id, recipient) SELECT ");
    sql.bind(post.uuid());
    let recipients: Vec<String> = named.keys().cloned().collect();
    match cx.deps.db.engine() {
        Engine::Postgres => sql.push(", r.it FROM unnest(").bind(recipients).push(") AS r (it)"),
        Engine::Sqlite => {
            sql.push(", r.value FROM json_each(").bind(serde_json::json!(recipients).to_string()).push(") AS r")
        }
    };
    sql.push(" WHERE 1 = 1 ON CONFLICT DO NOTHING RETURNING recipient");
    let claimed = sql.all::<Claimed>(&**tx).await?;
    let whose = |row: Claimed| named.get(&row.recipient).map(|id| (*id, row.recipient));
    let mut claimed: Vec<_> = claimed.into_iter().filter_map(whose).collect();
    claimed.sort_unstable();
    Ok(claimed)
}

/// Writes down that one more is mailed a post; false when they have been.
pub(super) async fn claim_one(tx: &Tx, post: PostId, recipient: &str) -> Result<bool> {
    let mut sql = Sql::new("INSERT INTO newsletter_mails (post_id, recipient) VALUES (");
    sql.bind(post.uuid()).push(", ").bind(recipient.to_owned()).push(") ON CONFLICT DO NOTHING");
    Ok(sql.run(&**tx).await? == 1)
}

/// Takes back that somebody is mailed a post.
pub(super) async fn give_back(tx: &Tx, post: PostId, recipient: &str) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM newsletter_mails WHERE post_id = ");
    sql.bind(post.uuid()).push(" AND recipient = ").bind(recipient.to_owned());
    sql.run(&**tx).await?;
    Ok(())
}

/// What is kept of an address that was mailed a post, for ever.
pub(super) fn recipient(cx: &Context, email: &str) -> String {
    cx.deps.secrets.derived_token("newsletter-recipient", email)
}
