//! Where published posts stand among those that are talked about.
//!
//! The rank is that of Reddit's "hot" list (reddit/reddit, `r2/r2/lib/db/_sorts.pyx`): the logarithm of what people made of a post,
//! plus its time. With `points = 1 + reactions + 2 × comments`,
//!
//! ```text
//! rank = published_at + community.trending_tenfold × log10(points)      in milliseconds
//! ```
//!
//! so a post with ten times the points stands where one would that is so much younger, and attention fades exponentially. As ranks of
//! different posts move only by what people do, not by the clock, a page and its cursor stay right while somebody reads on, and only
//! young posts have to be looked at again: a schedule does.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::PostId,
    jobs::Run,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        freshness::{self, Mark, Table},
    },
    posts::{PUBLIC, push_visible},
};

/// What is talked about most first.
pub(super) const TRENDING: List =
    List { name: "posts.trending", key: "r.rank", id: "r.post_id", order: Order::Descending };

/// How much a comment counts beside a reaction, which takes less of a person.
const COMMENT: i64 = 2;

/// A post is looked at until it would need a hundred million points to stand beside a new one: so many times tenfold.
const DECADES: i32 = 8;

/// How many posts one transaction ranks.
const BATCH: usize = 500;

/// Where a post stands.
pub(crate) fn rank(published_at: DateTime<Utc>, tenfold: TimeDelta, reactions: i64, comments: i64) -> i64 {
    let points = 1 + reactions.max(0) + COMMENT * comments.max(0);
    published_at.timestamp_millis() + lead(tenfold.num_milliseconds(), points)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a logarithm of points times some hours: far below 53 bits"
)]
fn lead(tenfold: i64, points: i64) -> i64 {
    (tenfold as f64 * (points as f64).log10()).round() as i64
}

fn tenfold(cx: &Context) -> Result<TimeDelta> {
    TimeDelta::from_std(cx.settings().community.trending_tenfold).map_err(Error::internal)
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    published_at: DateTime<Utc>,
    reactions: i64,
    comments: i64,
    rank: Option<i64>,
}

/// What published posts are ranked by.
fn measured() -> Sql {
    Sql::new(&format!(
        "SELECT p.id, p.published_at, CAST(COALESCE((SELECT SUM(c.count) FROM reaction_counts c \
         WHERE c.subject_id = p.id), 0) AS BIGINT) AS reactions, CAST(p.comment_count AS BIGINT) AS comments, r.rank \
         FROM posts p LEFT JOIN post_ranks r ON r.post_id = p.id WHERE {PUBLIC}"
    ))
}

/// Ranks posts that are for everyone to read from now on. The caller has locked and changed them.
pub(super) async fn enter(cx: &Context, tx: &Tx, posts: &[PostId]) -> Result<()> {
    if posts.is_empty() {
        return Ok(());
    }
    let mut sql = measured();
    sql.push(" AND p.id").any_of(cx.deps.db.engine(), posts.iter().map(TypeSafeId::uuid).collect());
    let rows = sql.all::<Row>(&**tx).await?;
    write(tx, &changed(rows, tenfold(cx)?)).await
}

/// Ranks again what is young enough to be moved by what people do.
///
/// # Errors
/// The database's; `job_cancelled`. What is ranked stays ranked.
pub async fn rank_young(run: &Run) -> Result<Value> {
    let tenfold = tenfold(&run.cx)?;
    let since = run.cx.now - tenfold * DECADES;
    let (mut ranked, mut moved, mut after) = (0, 0, None);
    loop {
        run.check_cancelled()?;
        let rows = young(&run.cx, since, after).await?;
        let (count, last) = (rows.len(), rows.last().map(|row| (row.published_at, row.id)));
        let changed = changed(rows, tenfold);
        if !changed.is_empty() {
            let tx = run.cx.begin().await?;
            write(&tx, &changed).await?;
            tx.commit().await?;
        }
        (ranked, moved, after) = (ranked + count, moved + changed.len(), last);
        if count < BATCH {
            return Ok(json!({ "ranked": ranked, "moved": moved }));
        }
        run.progress(i64::try_from(ranked).unwrap_or(i64::MAX), None, "ranking posts").await?;
    }
}

async fn young(cx: &Context, since: DateTime<Utc>, after: Option<(DateTime<Utc>, Uuid)>) -> Result<Vec<Row>> {
    let mut sql = measured();
    sql.push(" AND p.published_at > ").bind(since);
    if let Some((at, id)) = after {
        sql.push(" AND (p.published_at, p.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(&format!(" ORDER BY p.published_at DESC, p.id DESC LIMIT {BATCH}"));
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?)
}

/// The ranks that are not what they should be.
fn changed(rows: Vec<Row>, tenfold: TimeDelta) -> Vec<(Uuid, i64)> {
    let ranked = rows.into_iter().map(|row| {
        let rank = rank(row.published_at, tenfold, row.reactions, row.comments);
        (row.id, rank, row.rank)
    });
    ranked.filter(|(_, rank, known)| *known != Some(*rank)).map(|(id, rank, _)| (id, rank)).collect()
}

async fn write(tx: &Tx, ranks: &[(Uuid, i64)]) -> Result<()> {
    if ranks.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO post_ranks (post_id, rank) VALUES ");
    for (n, (post, rank)) in ranks.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(*post).push(", ").bind(*rank).push(")");
    }
    sql.push(" ON CONFLICT (post_id) DO UPDATE SET rank = excluded.rank");
    sql.run(&tx.at(&[Mark::list(Table::PostRanks)])).await?;
    Ok(())
}

/// A page of posts that the actor may see, by rank.
pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<PostId>> {
    #[derive(FromQueryResult)]
    struct Ranked {
        post_id: Uuid,
        rank: i64,
    }
    let mut sql = Sql::new("SELECT r.post_id, r.rank FROM post_ranks r JOIN posts p ON p.id = r.post_id WHERE ");
    push_visible(&mut sql, &cx.actor);
    sql.push(" AND p.status = 'published'");
    let whole = sql.clone();
    request.apply(TRENDING, &mut sql);
    sql.rows_of(&[Table::Posts, Table::PostRanks]);
    freshness::saw([Mark::list(Table::Posts), Mark::list(Table::PostRanks)]);
    let rows = sql.all::<Ranked>(cx.deps.db.reader()).await?;
    let at = |row: &Ranked| Position { key: Key::Number(row.rank), id: row.post_id };
    Ok(request.page(cx, TRENDING, rows, at).map(|row| PostId::from_uuid(row.post_id)).of(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENFOLD: TimeDelta = TimeDelta::minutes(750);

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(hours)
    }

    #[test]
    fn ten_times_the_points_are_worth_half_a_day() {
        let quiet = rank(at(0), TENFOLD, 0, 0);
        assert_eq!(quiet, at(0).timestamp_millis());
        assert_eq!(rank(at(0), TENFOLD, 9, 0) - quiet, 45_000_000);
        assert_eq!(rank(at(0), TENFOLD, 99, 0) - quiet, 90_000_000);
        assert_eq!(rank(at(0), TENFOLD, 1, 4) - quiet, 45_000_000, "a comment is worth two reactions");
    }

    #[test]
    fn what_is_new_passes_what_was_talked_about() {
        let table = [(0, 99, 24, 0, true), (0, 99, 26, 0, false), (0, 3, 1, 0, true), (0, 0, 0, 0, false)];
        for (old, talked, new, quiet, stands_above) in table {
            let above = rank(at(old), TENFOLD, talked, 0) > rank(at(new), TENFOLD, quiet, 0);
            assert_eq!(above, stands_above, "{talked} reactions {} hours ago", new - old);
        }
    }

    #[test]
    fn a_count_that_is_wrong_ranks_like_none() {
        assert_eq!(rank(at(0), TENFOLD, -5, -1), rank(at(0), TENFOLD, 0, 0));
    }
}
