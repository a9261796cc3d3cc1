//! The only file that speaks SQL about reactions.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{ReactionCount, ReactionKind, Subject};
use crate::{
    Context, Result,
    ids::UserId,
    platform::{
        Sql, Tx,
        freshness::{self, Mark, Table},
    },
    scope::Scope,
    users,
};

/// The reactions to many things, in one statement: the most frequent kind first. The caller may see the things.
///
/// # Errors
/// The database's.
pub async fn of(cx: &Context, subjects: &[Subject]) -> Result<HashMap<Subject, Vec<ReactionCount>>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_id: Uuid,
        kind: String,
        count: i64,
        reacted: bool,
    }
    let mut of: HashMap<Subject, Vec<ReactionCount>> = HashMap::new();
    if subjects.is_empty() {
        return Ok(of);
    }
    let mut sql = Sql::new("SELECT * FROM (SELECT c.subject_id, c.kind, c.count");
    let theirs = "reactions h ON h.subject_id = c.subject_id AND h.kind = c.kind";
    users::push_less_out_of_sight(&mut sql, &cx.actor, theirs, "h.user_id");
    sql.push(" AS count, ");
    match cx.actor.user_id() {
        Some(user) => sql
            .push("EXISTS (SELECT 1 FROM reactions r WHERE r.subject_id = c.subject_id AND r.kind = c.kind AND r.user_id = ")
            .bind(user.uuid())
            .push(")"),
        None => sql.push("FALSE"),
    };
    sql.push(" AS reacted FROM reaction_counts c WHERE c.count > 0 AND c.subject_id IN ");
    sql.bind_all(subjects.iter().map(|subject| subject.uuid()));
    sql.push(") AS seen WHERE seen.count > 0 ORDER BY seen.subject_id, seen.count DESC, seen.kind");
    sql.rows_of(&[Table::ReactionCounts]);
    freshness::saw(subjects.iter().map(|subject| counts_of(*subject)));
    let subject_of: HashMap<Uuid, Subject> = subjects.iter().map(|subject| (subject.uuid(), *subject)).collect();
    for row in sql.all::<Row>(cx.deps.db.reader()).await? {
        let count = u64::try_from(row.count).unwrap_or_default();
        let Some(subject) = subject_of.get(&row.subject_id) else { continue };
        of.entry(*subject).or_default().push(ReactionCount { kind: row.kind, count, reacted: row.reacted });
    }
    Ok(of)
}

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

fn counts_of(subject: Subject) -> Mark {
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
