//! Trying a rule on what is there: the published posts, and the comments that everybody sees. Trust counts as it is now, the age of
//! an account as it was then. It goes on where another attempt stopped.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Rule, TryRule, matching::Looked, policy, store};
use crate::{
    Context, Error, Result,
    ids::{CommentId, PostId, UserId},
    jobs::Run,
    platform::Sql,
    trust::{self, Standing},
    users::Role,
};

/// How many things are looked at between two records of how far it has come.
const CHUNK: usize = 200;
/// How many of what is caught the receipt names.
const NAMED: usize = 20;

/// How far it has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Place {
    after: Option<Uuid>,
    comments: bool,
    checked: i64,
    caught: i64,
    examples: Vec<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    author_id: Uuid,
    role: String,
    title: String,
    html: String,
    at: DateTime<Utc>,
}

const POSTS: &str = "SELECT p.id, p.author_id, u.role, p.title, p.html, COALESCE(p.published_at, p.created_at) AS at FROM posts p \
                     JOIN users u ON u.id = p.author_id WHERE p.status = 'published' AND p.deleted_at IS NULL AND p.id > ";
const COMMENTS: &str = "SELECT c.id, c.author_id, u.role, '' AS title, c.html, c.created_at AS at FROM comments c \
                        JOIN users u ON u.id = c.author_id JOIN posts p ON p.id = c.post_id WHERE c.deleted_at IS NULL \
                        AND c.hidden_at IS NULL AND p.status = 'published' AND p.deleted_at IS NULL AND c.id > ";

/// Tries a rule on what is there. The receipt tells how much was looked at, how much the rule would have caught, and the first of
/// it.
///
/// # Errors
/// `not_found` when the rule is gone; `job_cancelled`; the database's: what is done stays done.
pub async fn try_past(run: &Run, job: &TryRule) -> Result<Value> {
    let rule = store::by_id(run.cx.deps.db.reader(), job.rule).await?.ok_or(Error::not_found("rule"))?;
    let mut place: Place = run.step_result("place").await?.unwrap_or_default();
    let mut known = HashMap::new();
    loop {
        run.check_cancelled()?;
        let rows = next(&run.cx, &place).await?;
        for row in &rows {
            look(&run.cx, &rule, row, &mut place, &mut known).await?;
        }
        place.after = rows.last().map(|row| row.id).or(place.after);
        let ended = rows.len() < CHUNK;
        let tx = run.cx.begin().await?;
        if ended && place.comments {
            tx.commit().await?;
            return Ok(json!({ "checked": place.checked, "caught": place.caught, "examples": place.examples }));
        }
        if ended {
            (place.comments, place.after) = (true, None);
        }
        run.finish_step(&tx, "place", &place).await?;
        run.progress_in(&tx, place.checked, None, "trying a rule on what is there").await?;
        tx.commit().await?;
    }
}

async fn next(cx: &Context, place: &Place) -> Result<Vec<Row>> {
    let (select, id) = if place.comments { (COMMENTS, "c.id") } else { (POSTS, "p.id") };
    let mut sql = Sql::new(select);
    sql.bind(place.after.unwrap_or_default()).push(&format!(" ORDER BY {id} LIMIT {CHUNK}"));
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?)
}

async fn look(
    cx: &Context,
    rule: &Rule,
    row: &Row,
    place: &mut Place,
    known: &mut HashMap<Uuid, Option<Standing>>,
) -> Result<()> {
    place.checked += 1;
    let (who, db) = (UserId::from_uuid(row.author_id), cx.deps.db.reader());
    if !policy::is_concerned(row.role.parse::<Role>()?) || !concerns(cx, rule, row, known).await? {
        return Ok(());
    }
    let is_too_much = match rule.rate() {
        Some((limit, window)) => store::contributions(db, who, (row.at - window, row.at), None).await? >= limit,
        None => false,
    };
    if is_too_much || rule.finds(&Looked::new(&row.title, &row.html)) {
        place.caught += 1;
        if place.examples.len() < NAMED {
            place.examples.push(if place.comments {
                CommentId::from_uuid(row.id).to_string()
            } else {
                PostId::from_uuid(row.id).to_string()
            });
        }
    }
    Ok(())
}

/// Whether the rule is about who wrote this, whose account was as old as it was then.
async fn concerns(cx: &Context, rule: &Rule, row: &Row, known: &mut HashMap<Uuid, Option<Standing>>) -> Result<bool> {
    if !rule.asks_who() {
        return Ok(true);
    }
    let standing = if let Some(standing) = known.get(&row.author_id) {
        *standing
    } else {
        let found = trust::standing(cx.deps.db.reader(), UserId::from_uuid(row.author_id)).await?;
        known.insert(row.author_id, found);
        found
    };
    let Some(standing) = standing else { return Ok(false) };
    let was_new = |hours: u32| row.at - standing.created_at < chrono::TimeDelta::hours(hours.into());
    Ok(rule.max_age_hours.is_none_or(was_new) && standing.level(cx.now) <= rule.max_trust)
}
