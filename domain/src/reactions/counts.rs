//! How often people reacted in which way: to many things at once, or read with posts.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{ReactionCount, Subject, store::counts_of};
use crate::{
    Actor, Context, Result,
    ids::PostId,
    platform::{
        Sql,
        db::Columns,
        freshness::{self, Table},
    },
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
    let mut sql = counts(&cx.actor, |sql| {
        sql.any_of(cx.deps.db.engine(), subjects.iter().map(|subject| subject.uuid()).collect());
    });
    sql.rows_of(&[Table::ReactionCounts]);
    freshness::saw(subjects.iter().map(|subject| counts_of(*subject)));
    let subject_of: HashMap<Uuid, Subject> = subjects.iter().map(|subject| (subject.uuid(), *subject)).collect();
    for Row { subject_id, kind, count, reacted } in sql.all::<Row>(cx.deps.db.reader()).await? {
        let Some(subject) = subject_of.get(&subject_id) else { continue };
        of.entry(*subject).or_default().push(counted(kind, count, reacted));
    }
    for counts in of.values_mut() {
        sort(counts);
    }
    Ok(of)
}

/// The counts of the things `which`, as this actor sees them, in no order.
fn counts(actor: &Actor, which: impl FnOnce(&mut Sql)) -> Sql {
    let mut sql = Sql::new("SELECT * FROM (SELECT c.subject_id, c.kind, c.count");
    let theirs = "reactions h ON h.subject_id = c.subject_id AND h.kind = c.kind";
    users::push_less_out_of_sight(&mut sql, actor, theirs, "h.user_id");
    sql.push(" AS count, ");
    match actor.user_id() {
        Some(user) => sql
            .push("EXISTS (SELECT 1 FROM reactions r WHERE r.subject_id = c.subject_id AND r.kind = c.kind AND r.user_id = ")
            .bind(user.uuid())
            .push(")"),
        None => sql.push("FALSE"),
    };
    sql.push(" AS reacted FROM reaction_counts c WHERE c.count > 0 AND c.subject_id");
    which(&mut sql);
    sql.push(") AS seen WHERE seen.count > 0");
    sql
}

fn counted(kind: String, count: i64, reacted: bool) -> ReactionCount {
    ReactionCount { kind, count: u64::try_from(count).unwrap_or_default(), reacted }
}

/// The most frequent kind first. Sorting a few here costs less than a sort for each post there, and goes by the same letters everywhere.
fn sort(counts: &mut [ReactionCount]) {
    counts.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.kind.cmp(&b.kind)));
}

const ALIAS: &str = "felt";
const COLUMNS: [&str; 3] = ["kind", "count", "reacted"];

/// Reads the reactions with posts `p`, on PostgreSQL: the columns, and what is joined.
pub(crate) fn push_reactions(columns: &mut Sql, joins: &mut Sql, actor: &Actor) {
    for column in COLUMNS {
        columns.push(&format!(", {ALIAS}.{ALIAS}_{column}"));
    }
    let query = counts(actor, |sql| {
        sql.push(" = p.id");
    });
    joins.join_gathered(ALIAS, &COLUMNS, query);
}

/// The reactions in a row of such a statement, which is about this post, from the columns that come next.
///
/// # Errors
/// `internal` when the row has no such columns.
pub(crate) fn read_reactions(columns: &mut Columns<'_>, post: PostId) -> Result<Vec<ReactionCount>> {
    freshness::saw([counts_of(Subject::Post(post))]);
    let columns = columns.under("felt_");
    let kinds = columns.take::<Vec<String>>("kind")?.into_iter();
    let counts = columns.take::<Vec<i64>>("count")?.into_iter();
    let numbers = counts.zip(columns.take::<Vec<bool>>("reacted")?);
    let mut found: Vec<_> = kinds.zip(numbers).map(|(kind, (count, reacted))| counted(kind, count, reacted)).collect();
    sort(&mut found);
    Ok(found)
}
