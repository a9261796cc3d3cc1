//! Writing reactions; with `counts.rs` the only files that speak SQL about them.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{ReactionKind, Subject};
use crate::{
    Context, Result,
    ids::UserId,
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{Mark, Table},
    },
    scope::Scope,
};

/// Adds the actor's reaction. False when it was there already.
pub(crate) async fn add(cx: &Context, tx: &Tx, subject: Subject, kind: &ReactionKind) -> Result<bool> {
    let mut sql = Sql::new("INSERT INTO reactions (subject_id, kind, user_id, created_at) VALUES (");
    sql.bind(subject.uuid()).push(", ").bind(kind.as_str()).push(", ").bind(cx.actor.acts(Scope::Write)?.uuid());
    sql.push(", ").bind(cx.now).push(") ON CONFLICT DO NOTHING");
    let added = sql.run(&**tx).await? == 1;
    if added {
        let mut sql = Sql::new("INSERT INTO reaction_counts (subject_id, kind, count) VALUES (");
        sql.bind(subject.uuid()).push(", ").bind(kind.as_str());
        sql.push(", 1) ON CONFLICT (subject_id, kind) DO UPDATE SET count = reaction_counts.count + 1");
        sql.run(&tx.at(&[counts_of(subject)])).await?;
    }
    Ok(added)
}

/// Takes the actor's reaction back. False when there was none.
pub(crate) async fn remove(cx: &Context, tx: &Tx, subject: Subject, kind: &ReactionKind) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM reactions WHERE subject_id = ");
    sql.bind(subject.uuid()).push(" AND kind = ").bind(kind.as_str());
    sql.push(" AND user_id = ").bind(cx.actor.acts(Scope::Write)?.uuid());
    let removed = sql.run(&**tx).await? == 1;
    if removed {
        // Where they have not been counted yet, whoever counts them waits for this.
        let mut sql = Sql::new("INSERT INTO reaction_counts (subject_id, kind, count) VALUES (");
        sql.bind(subject.uuid()).push(", ").bind(kind.as_str());
        sql.push(", 0) ON CONFLICT (subject_id, kind) DO UPDATE SET count = reaction_counts.count - 1");
        sql.run(&tx.at(&[counts_of(subject)])).await?;
    }
    Ok(removed)
}

pub(super) fn counts_of(subject: Subject) -> Mark {
    Mark::row(Table::ReactionCounts, subject.uuid())
}

/// Takes back every reaction of a person who is erased. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new(
        "INSERT INTO reaction_counts (subject_id, kind, count) SELECT r.subject_id, r.kind, 0 FROM reactions r WHERE r.user_id = ",
    );
    sql.bind(user.uuid());
    sql.push(" ORDER BY r.subject_id, r.kind");
    sql.push(" ON CONFLICT (subject_id, kind) DO UPDATE SET count = reaction_counts.count - 1");
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM reactions WHERE user_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}

/// Counts the reactions to these things anew, while people go on reacting: every row is held before it is counted. Whoever adds or
/// takes back a reaction writes the row last, so that they have committed when it is held, or are not seen and count themselves after it.
/// What is counted in a row that comes in between is right: there was no reaction when the rows were held.
///
/// # Errors
/// The database's.
pub(crate) async fn recount(tx: &Tx, engine: Engine, subjects: &[Uuid]) -> Result<()> {
    let held = hold(tx, engine, subjects).await?;
    let mut sql = Sql::new(
        "UPDATE reaction_counts SET count = (SELECT COUNT(*) FROM reactions r \
         WHERE r.subject_id = reaction_counts.subject_id AND r.kind = reaction_counts.kind)",
    );
    match engine {
        Engine::Postgres => {
            let (ids, kinds): (Vec<Uuid>, Vec<String>) = held.into_iter().map(|row| (row.subject_id, row.kind)).unzip();
            sql.push(" FROM unnest(").bind(ids).push(", ").bind(kinds).push(") AS h (subject_id, kind)");
            sql.push(" WHERE reaction_counts.subject_id = h.subject_id AND reaction_counts.kind = h.kind");
        }
        // Nobody else writes.
        Engine::Sqlite => {
            sql.push(" WHERE subject_id").any_of(engine, subjects.to_vec());
        }
    }
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM reaction_counts WHERE count = 0 AND subject_id");
    sql.any_of(engine, subjects.to_vec());
    sql.run(&**tx).await?;
    Ok(())
}

/// A row of counts.
#[derive(FromQueryResult)]
struct Held {
    subject_id: Uuid,
    kind: String,
}

/// Holds the rows in which the reactions to these things are counted, always in the same order, and makes those that are missing.
async fn hold(tx: &Tx, engine: Engine, subjects: &[Uuid]) -> Result<Vec<Held>> {
    let mut sql = Sql::new(
        "INSERT INTO reaction_counts (subject_id, kind, count) SELECT s.subject_id, s.kind, 0 FROM (\
         SELECT r.subject_id, r.kind FROM reactions r WHERE r.subject_id",
    );
    sql.any_of(engine, subjects.to_vec());
    sql.push(" UNION SELECT c.subject_id, c.kind FROM reaction_counts c WHERE c.subject_id");
    sql.any_of(engine, subjects.to_vec());
    sql.push(
        ") AS s WHERE 1 = 1 ORDER BY s.subject_id, s.kind ON CONFLICT (subject_id, kind) \
         DO UPDATE SET count = reaction_counts.count RETURNING subject_id, kind",
    );
    Ok(sql.all(&**tx).await?)
}
