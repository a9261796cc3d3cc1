//! Writing reactions; with `counts.rs` the only files that speak SQL about them.

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
        let mut sql = Sql::new("UPDATE reaction_counts SET count = count - 1 WHERE subject_id = ");
        sql.bind(subject.uuid()).push(" AND kind = ").bind(kind.as_str());
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
        "UPDATE reaction_counts SET count = count - 1 WHERE EXISTS (SELECT 1 FROM reactions r \
         WHERE r.subject_id = reaction_counts.subject_id AND r.kind = reaction_counts.kind AND r.user_id = ",
    );
    sql.bind(user.uuid()).push(")");
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM reactions WHERE user_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}

/// Counts the reactions to these things anew, which the caller has locked.
///
/// # Errors
/// The database's.
pub(crate) async fn recount(tx: &Tx, engine: Engine, subjects: &[Uuid]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM reaction_counts WHERE subject_id");
    sql.any_of(engine, subjects.to_vec());
    sql.run(&**tx).await?;
    let mut sql = Sql::new(
        "INSERT INTO reaction_counts (subject_id, kind, count) SELECT r.subject_id, r.kind, COUNT(*) FROM reactions r \
         WHERE r.subject_id",
    );
    sql.any_of(engine, subjects.to_vec()).push(" GROUP BY r.subject_id, r.kind");
    sql.run(&**tx).await?;
    Ok(())
}
