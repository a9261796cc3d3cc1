//! The SQL of people's public faces; `sight` has the conditions by which they meet, `indexed` and `recount` go through all of them.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{Relationship, Role, User, UserRef, sight};
use crate::{
    Actor, Context, Error, Result,
    actor::UserActor,
    ids::UserId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::{Columns, Engine},
        freshness::{self, Mark, Table},
    },
};

pub(super) const USERS: List = List { name: "users", key: "u.created_at", id: "u.id", order: Order::Descending };

struct Row {
    id: Uuid,
    username: String,
    display_name: String,
    bio: String,
    role: String,
    created_at: DateTime<Utc>,
    follower_count: i32,
    following_count: i32,
    following: bool,
    followed_by: bool,
    blocking: bool,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _before: &str) -> Result<Self, DbErr> {
        let mut columns = Columns::of(row);
        let id = columns.take("id")?;
        Self::read(&mut columns, id)
    }
}

impl Row {
    /// Reads the columns that [`push_columns`] names, in that order, after the id.
    fn read(columns: &mut Columns<'_>, id: Uuid) -> Result<Self, DbErr> {
        Ok(Self {
            id,
            username: columns.take("username")?,
            display_name: columns.take("display_name")?,
            bio: columns.take("bio")?,
            role: columns.take("role")?,
            created_at: columns.take("created_at")?,
            follower_count: columns.take("follower_count")?,
            following_count: columns.take("following_count")?,
            following: columns.take("following")?,
            followed_by: columns.take("followed_by")?,
            blocking: columns.take("blocking")?,
        })
    }

    fn seen_by(self, actor: &Actor) -> Result<User> {
        let id = UserId::from_uuid(self.id);
        let Self { following, followed_by, blocking, .. } = self;
        Ok(User {
            id,
            username: self.username,
            display_name: self.display_name,
            bio: self.bio,
            role: self.role.parse::<Role>()?,
            created_at: self.created_at,
            follower_count: u32::try_from(self.follower_count).unwrap_or_default(),
            following_count: u32::try_from(self.following_count).unwrap_or_default(),
            relationship: actor.user_id().filter(|me| *me != id).map(|_| Relationship {
                following,
                followed_by,
                blocking,
            }),
        })
    }
}

/// The columns of `users u`, with something before their names.
fn push_columns(sql: &mut Sql, actor: &Actor, before: &str) {
    for (n, column) in ["id", "username", "display_name", "bio", "role", "created_at"].into_iter().enumerate() {
        sql.push(if n == 0 { "" } else { ", " }).push(&format!("u.{column} AS {before}{column}"));
    }
    sql.push(", CAST(u.follower_count");
    sight::push_less_out_of_sight(sql, actor, "follows f ON f.followee_id = u.id", "f.follower_id");
    sql.push(&format!(" AS INTEGER) AS {before}follower_count, CAST(u.following_count"));
    sight::push_less_out_of_sight(sql, actor, "follows f ON f.follower_id = u.id", "f.followee_id");
    sql.push(&format!(" AS INTEGER) AS {before}following_count"));
    for (name, table, subject, object) in [
        ("following", "follows", "follower_id", "followee_id"),
        ("followed_by", "follows", "followee_id", "follower_id"),
        ("blocking", "blocks", "blocker_id", "blocked_id"),
    ] {
        match actor.user_id() {
            Some(me) => sql
                .push(&format!(", EXISTS (SELECT 1 FROM {table} r WHERE r.{object} = u.id AND r.{subject} = "))
                .bind(me.uuid())
                .push(&format!(") AS {before}{name}")),
            None => sql.push(&format!(", FALSE AS {before}{name}")),
        };
    }
}

/// Every query starts here. An account exists for others once its mail address is confirmed.
fn existing(actor: &Actor) -> Sql {
    let mut sql = Sql::new("SELECT ");
    push_columns(&mut sql, actor, "");
    sql.push(" FROM users u WHERE u.email_verified_at IS NOT NULL");
    sql
}

/// People whom this actor may meet.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = existing(actor);
    sight::push_in_sight(&mut sql, actor, "u.id");
    sql
}

/// People whom this actor may look up: those whom they have blocked, too.
fn known_to(actor: &Actor) -> Sql {
    let mut sql = existing(actor);
    sight::push_not_shut_out(&mut sql, actor, "u.id");
    sql
}

pub(super) async fn by_ids(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    among(cx, visible_to(&cx.actor), ids).await
}

pub(super) async fn known_by_ids(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    among(cx, known_to(&cx.actor), ids).await
}

/// Whoever exists, met or not: for what people do about others who are out of their sight.
pub(super) async fn existing_by_ids(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    among(cx, existing(&cx.actor), ids).await
}

async fn among(cx: &Context, mut sql: Sql, ids: &[UserId]) -> Result<Vec<User>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sql.push(" AND u.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
    sql.rows_of(&[Table::Users]);
    freshness::saw(ids.iter().map(|id| Mark::row(Table::Users, id.uuid())));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(|row| row.seen_by(&cx.actor)).collect()
}

pub(super) async fn known_by_username(cx: &Context, username: &str) -> Result<Option<User>> {
    let mut sql = known_to(&cx.actor);
    sql.push(" AND u.username = ").bind(username.to_lowercase());
    sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<User>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND u.erased_at IS NULL");
    let whole = sql.clone();
    request.apply(USERS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let users = rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect::<Result<Vec<_>>>()?;
    Ok(request
        .page(cx, USERS, users, |user| Position { key: Key::Time(user.created_at), id: user.id.uuid() })
        .of(whole))
}

/// How many columns [`push_columns`] names.
const COLUMNS: usize = 11;
/// What stands before the names of an author's columns in a statement about something else.
const AUTHORS: &str = "by_";

/// Reads the author with something else: the columns, and what is joined by the column of their id. Of somebody in sight.
pub(crate) fn push_author(columns: &mut Sql, joins: &mut Sql, actor: &Actor, author: &str) {
    columns.push(", ");
    push_columns(columns, actor, AUTHORS);
    joins.push(&format!(" LEFT JOIN users u ON u.id = {author} AND u.email_verified_at IS NOT NULL"));
}

/// The author in a row of such a statement, from the columns that come next.
///
/// # Errors
/// `internal` when the row has no such columns.
pub(crate) fn read_author(columns: &mut Columns<'_>, actor: &Actor) -> Result<Option<User>> {
    let Some(id) = columns.under(AUTHORS).take::<Option<Uuid>>("id")? else {
        columns.skip(COLUMNS - 1);
        return Ok(None);
    };
    freshness::saw([Mark::row(Table::Users, id)]);
    Row::read(columns, id)?.seen_by(actor).map(Some)
}

/// The id of an account that lives, whoever asks.
pub(crate) async fn living(cx: &Context, who: &UserRef) -> Result<Option<UserId>> {
    let mut sql = Sql::new(&format!("SELECT u.id FROM users u WHERE {LIVING} AND "));
    match who {
        UserRef::Id(id) => sql.push("u.id = ").bind(id.uuid()),
        UserRef::Username(name) => sql.push("u.username = ").bind(name.to_lowercase()),
    };
    Ok(sql.one::<Id>(cx.deps.db.reader()).await?.map(|row| UserId::from_uuid(row.id)))
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// Locks two accounts, always in the same order, and tells whether both live. What is between two people is changed by one
/// at a time.
pub(crate) async fn lock_both(cx: &Context, tx: &Tx, one: UserId, other: UserId) -> Result<bool> {
    Ok(lock(cx, tx, &[one, other]).await? == 2)
}

/// Locks an account, and tells whether it lives.
pub(crate) async fn lock_one(cx: &Context, tx: &Tx, who: UserId) -> Result<bool> {
    Ok(lock(cx, tx, &[who]).await? == 1)
}

/// Locks the account of the person asking, whose session still has to live: what gives somebody a lasting way in must not slip
/// past the end of all sessions that was on its way when it was asked for.
///
/// # Errors
/// `session_revoked`.
pub(crate) async fn lock_present(cx: &Context, tx: &Tx, person: &UserActor) -> Result<()> {
    if !lock_one(cx, tx, person.id).await? {
        return Err(Error::session_ended());
    }
    // A statement of its own: one that waited for the lock would see the sessions of the time before it.
    let mut sql = Sql::new("SELECT s.id FROM sessions s WHERE s.revoked_at IS NULL AND s.id = ");
    sql.bind(person.session.uuid());
    sql.one::<Id>(&**tx).await?.map(|_| ()).ok_or_else(Error::session_ended)
}

/// Locks accounts, always in the same order; tells how many of them live.
async fn lock(cx: &Context, tx: &Tx, people: &[UserId]) -> Result<usize> {
    let mut sql = Sql::new("SELECT u.id FROM users u WHERE u.erased_at IS NULL AND u.id IN ");
    sql.bind_all(people.iter().map(TypeSafeId::uuid)).push(" ORDER BY u.id");
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR NO KEY UPDATE");
    }
    Ok(sql.all::<Id>(&**tx).await?.len())
}

/// Whether one of these two has blocked the other.
pub(super) async fn apart(db: &impl ConnectionTrait, one: UserId, other: UserId) -> Result<bool> {
    Ok(blocks_between(one, other).one::<Id>(db).await?.is_some())
}

fn blocks_between(one: UserId, other: UserId) -> Sql {
    let mut sql = Sql::new("SELECT b.blocker_id AS id FROM blocks b WHERE (b.blocker_id = ");
    sql.bind(one.uuid()).push(" AND b.blocked_id = ").bind(other.uuid());
    sql.push(") OR (b.blocker_id = ").bind(other.uuid()).push(" AND b.blocked_id = ").bind(one.uuid()).push(")");
    sql
}

/// Whether this person or another has blocked the other of the two, and this person, as the actor sees them.
pub(super) async fn apart_and_seen(cx: &Context, tx: &Tx, one: UserId, other: UserId) -> Result<(bool, Option<User>)> {
    let (mut sql, mut from) = (Sql::new("SELECT EXISTS ("), Sql::new(" FROM users m"));
    sql.append(blocks_between(one, other)).push(") AS apart");
    push_author(&mut sql, &mut from, &cx.actor, "m.id");
    sql.append(from).push(" WHERE m.id = ").bind(one.uuid());
    let Some(found) = sql.rows(&**tx).await?.pop() else { return Ok((apart(&**tx, one, other).await?, None)) };
    let mut columns = Columns::of(&found);
    let is_apart = columns.take("apart")?;
    Ok((is_apart, read_author(&mut columns, &cx.actor)?))
}

/// Those who run the place and can log in.
pub(crate) async fn admins(tx: &Tx) -> Result<Vec<UserId>> {
    let sql = Sql::new(
        "SELECT u.id FROM users u WHERE u.role = 'admin' AND u.suspended_at IS NULL AND u.erase_at IS NULL \
         AND u.email_verified_at IS NOT NULL ORDER BY u.id",
    );
    Ok(sql.all::<Id>(&**tx).await?.into_iter().map(|row| UserId::from_uuid(row.id)).collect())
}

/// How to reach a person; for mail only, never shown.
pub(crate) struct Contact {
    pub email: String,
    pub display_name: String,
}

/// How to reach a person, when the account exists.
pub(crate) async fn contact(cx: &Context, id: UserId) -> Result<Option<Contact>> {
    contact_if(cx, "u.erased_at IS NULL", id).await
}

/// The condition that a person `u` can be found: one who has confirmed the address and is not erased.
pub(crate) const LIVING: &str = "u.email_verified_at IS NOT NULL AND u.erased_at IS NULL";

/// The condition that a person `u` is told what others do: one who is neither suspended nor leaving.
pub(crate) const REACHABLE: &str =
    "u.email_verified_at IS NOT NULL AND u.suspended_at IS NULL AND u.erase_at IS NULL AND u.erased_at IS NULL";

/// How to reach a person about what others do.
pub(crate) async fn reachable(cx: &Context, id: UserId) -> Result<Option<Contact>> {
    contact_if(cx, REACHABLE, id).await
}

async fn contact_if(cx: &Context, condition: &str, id: UserId) -> Result<Option<Contact>> {
    #[derive(FromQueryResult)]
    struct Row {
        email: String,
        display_name: String,
    }
    let mut sql = Sql::new(&format!("SELECT u.email, u.display_name FROM users u WHERE {condition} AND u.id = "));
    sql.bind(id.uuid());
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(row.map(|row| Contact { email: row.email, display_name: row.display_name }))
}
