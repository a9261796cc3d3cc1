//! The only file that speaks SQL about who follows whom.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Side;
use crate::{
    Context, Result,
    ids::UserId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{Mark, Table},
    },
    users,
};

const FOLLOWERS: List =
    List { name: "follows.followers", key: "f.created_at", id: "f.follower_id", order: Order::Descending };
const FOLLOWING: List =
    List { name: "follows.following", key: "f.created_at", id: "f.followee_id", order: Order::Descending };

pub(super) const fn list_of(side: Side) -> List {
    match side {
        Side::Followers => FOLLOWERS,
        Side::Following => FOLLOWING,
    }
}

#[derive(FromQueryResult)]
struct Row {
    of_id: Uuid,
    person_id: Uuid,
    created_at: DateTime<Utc>,
}

/// Every list starts here: people whom the actor may meet.
fn visible_to(cx: &Context, of: UserId, side: Side) -> Sql {
    let (mine, other) = match side {
        Side::Followers => ("f.followee_id", "f.follower_id"),
        Side::Following => ("f.follower_id", "f.followee_id"),
    };
    let mut sql =
        Sql::new(&format!("SELECT {mine} AS of_id, {other} AS person_id, f.created_at FROM follows f WHERE {mine} = "));
    sql.bind(of.uuid());
    users::push_in_sight(&mut sql, &cx.actor, other);
    sql
}

/// The same page for many people, in one statement. The caller pays for what is on them.
pub(super) async fn pages(
    cx: &Context,
    of: &[UserId],
    side: Side,
    request: &PageRequest,
) -> Result<HashMap<UserId, Page<UserId>>> {
    let list = list_of(side);
    let mut rows: HashMap<UserId, Vec<Row>> = of.iter().map(|of| (*of, Vec::new())).collect();
    let parts = of.iter().map(|of| {
        let mut part = visible_to(cx, *of, side);
        request.apply(list, &mut part);
        part
    });
    let Some(sql) = Sql::union_of_limited(parts) else { return Ok(HashMap::new()) };
    for row in sql.all::<Row>(cx.deps.db.reader()).await? {
        rows.entry(UserId::from_uuid(row.of_id)).or_default().push(row);
    }
    let at = |row: &Row| Position { key: Key::Time(row.created_at), id: row.person_id };
    let page = |rows| request.one_of_many(cx, list, rows, at).map(|row| UserId::from_uuid(row.person_id));
    Ok(rows.into_iter().map(|(of, rows)| (of, page(rows).of(visible_to(cx, of, side)))).collect())
}

/// Adds one who follows. False when they did already. The caller has locked both accounts.
pub(super) async fn insert(cx: &Context, tx: &Tx, who: UserId, whom: UserId) -> Result<bool> {
    let mut sql = Sql::new("INSERT INTO follows (follower_id, followee_id, created_at) VALUES (");
    sql.bind(who.uuid()).push(", ").bind(whom.uuid()).push(", ").bind(cx.now).push(") ON CONFLICT DO NOTHING");
    let added = sql.run(&**tx).await? == 1;
    if added {
        count(tx, who, whom, 1).await?;
    }
    Ok(added)
}

/// Ends following. False when there was nothing to end. The caller has locked both accounts.
pub(super) async fn delete(tx: &Tx, who: UserId, whom: UserId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM follows WHERE follower_id = ");
    sql.bind(who.uuid()).push(" AND followee_id = ").bind(whom.uuid());
    let removed = sql.run(&**tx).await? == 1;
    if removed {
        count(tx, who, whom, -1).await?;
    }
    Ok(removed)
}

/// Ends following between two people, in both directions. The caller has locked both accounts.
pub(crate) async fn end_between(tx: &Tx, one: UserId, other: UserId) -> Result<()> {
    delete(tx, one, other).await?;
    delete(tx, other, one).await?;
    Ok(())
}

async fn count(tx: &Tx, who: UserId, whom: UserId, by: i32) -> Result<()> {
    for (column, id) in [("following_count", who), ("follower_count", whom)] {
        let mut sql = Sql::new(&format!("UPDATE users SET {column} = {column} + "));
        sql.bind(by).push(" WHERE id = ").bind(id.uuid());
        sql.run(&tx.at(&[Mark::row(Table::Users, id.uuid())])).await?;
    }
    Ok(())
}

/// How many somebody follows, whether in sight or not.
pub(super) async fn following_count(tx: &Tx, who: UserId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT CAST(u.following_count AS BIGINT) AS n FROM users u WHERE u.id = ");
    sql.bind(who.uuid());
    Ok(sql.one::<Count>(&**tx).await?.map_or(0, |row| row.n))
}

/// The followers of a person in id order, from after one of them.
pub(crate) async fn followers(cx: &Context, of: UserId, after: Option<UserId>, max: usize) -> Result<Vec<UserId>> {
    #[derive(FromQueryResult)]
    struct Follower {
        follower_id: Uuid,
    }
    let mut sql = Sql::new("SELECT f.follower_id FROM follows f WHERE f.followee_id = ");
    sql.bind(of.uuid());
    if let Some(after) = after {
        sql.push(" AND f.follower_id > ").bind(after.uuid());
    }
    sql.push(&format!(" ORDER BY f.follower_id LIMIT {max}"));
    let rows = sql.all::<Follower>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| UserId::from_uuid(row.follower_id)).collect())
}

/// Locks a person who is to be erased and everybody whose counts change with that, in the order in which who follows or blocks somebody
/// locks the two: they would wait for each other otherwise. On SQLite there is one writer anyway.
///
/// # Errors
/// The database's.
pub(crate) async fn hold(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    if cx.deps.db.engine() == Engine::Sqlite {
        return Ok(());
    }
    let mut sql = Sql::new(
        "SELECT u.id FROM users u WHERE u.id = ANY(ARRAY(\
         SELECT f.follower_id FROM follows f WHERE f.followee_id = ",
    );
    sql.bind(user.uuid())
        .push(" UNION ALL SELECT f.followee_id FROM follows f WHERE f.follower_id = ")
        .bind(user.uuid());
    sql.push(" UNION ALL SELECT s.id FROM users s WHERE s.id = ").bind(user.uuid());
    sql.push(")) ORDER BY u.id FOR NO KEY UPDATE");
    sql.run(&**tx).await?;
    Ok(())
}

/// Removes whom a person who is erased followed, and who followed them. Tells how many. The caller has locked them.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    for (column, person, other) in
        [("follower_count", "followee_id", "follower_id"), ("following_count", "follower_id", "followee_id")]
    {
        let mut sql = Sql::new(&format!(
            "UPDATE users SET {column} = {column} - 1 WHERE id IN (SELECT f.{person} FROM follows f WHERE f.{other} = "
        ));
        sql.bind(user.uuid()).push(")");
        sql.run(&**tx).await?;
    }
    let mut sql = Sql::new("UPDATE users SET follower_count = 0, following_count = 0 WHERE id = ");
    sql.bind(user.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM follows WHERE follower_id = ");
    sql.bind(user.uuid()).push(" OR followee_id = ").bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}
