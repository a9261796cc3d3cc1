//! The only file that speaks SQL about plans.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    Action, PlanProblem,
    model::{Due, Planner},
};
use crate::{
    Context, Error, Result,
    ids::{PostId, UserId},
    platform::{Sql, Tx, db::Engine},
    posts::{
        PostStatus,
        store::{row_and_lists, tell_followed},
    },
};

/// What is left of a source with nothing to read, such as a comment in HTML: as when a post is published at once, it does not count.
const BLANK: &str = " \n";

/// How a plan stands.
pub(super) struct Standing {
    /// For when it is planned.
    pub planned_for: Option<DateTime<Utc>>,
    /// The plan whose time has come last: for when, when it was settled, and what came of it.
    pub settled: Option<(DateTime<Utc>, DateTime<Utc>, Option<PlanProblem>)>,
    /// Whether moderators hold the post out of sight.
    pub is_hidden: bool,
}

/// The columns of an action.
const fn columns(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Publish => ("publish_at", "publish_by"),
        Action::Unpublish => ("unpublish_at", "unpublish_by"),
    }
}

/// Word by word the conditions of the partial indexes.
const fn waiting(action: Action) -> &'static str {
    match action {
        Action::Publish => "p.status = 'scheduled' AND p.deleted_at IS NULL AND p.publish_at <= ",
        Action::Unpublish => {
            "p.status = 'published' AND p.deleted_at IS NULL AND p.unpublish_at IS NOT NULL AND p.unpublish_at <= "
        }
    }
}

pub(super) async fn plan_publication(
    cx: &Context,
    tx: &Tx,
    post: PostId,
    at: DateTime<Utc>,
    by: UserId,
    newsletter: bool,
) -> Result<()> {
    let mut sql =
        Sql::new("UPDATE posts SET version = version + 1, status = 'scheduled', settled_as = NULL, updated_at = ");
    sql.bind(cx.now).push(", publish_at = ").bind(at).push(", publish_by = ").bind(by.uuid());
    sql.push(", newsletter = ").bind(newsletter);
    sql.push(" WHERE id = ").bind(post.uuid());
    sql.run(&tx.at(&row_and_lists(post))).await?;
    Ok(())
}

pub(super) async fn plan_withdrawal(cx: &Context, tx: &Tx, post: PostId, at: DateTime<Utc>, by: UserId) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, settled_as = NULL, updated_at = ");
    sql.bind(cx.now).push(", unpublish_at = ").bind(at).push(", unpublish_by = ").bind(by.uuid());
    sql.push(" WHERE id = ").bind(post.uuid());
    sql.run(&tx.at(&row_and_lists(post))).await?;
    Ok(())
}

/// Who made a plan.
pub(super) async fn planner(tx: &Tx, post: PostId, action: Action) -> Result<Option<UserId>> {
    #[derive(FromQueryResult)]
    struct Row {
        planner: Option<Uuid>,
    }
    let (_, by) = columns(action);
    let mut sql = Sql::new(&format!("SELECT {by} AS planner FROM posts WHERE id = "));
    sql.bind(post.uuid());
    Ok(sql.one::<Row>(&**tx).await?.and_then(|row| row.planner).map(UserId::from_uuid))
}

/// How the plan of a post stands; none when the post is gone.
pub(super) async fn standing(cx: &Context, post: PostId, action: Action) -> Result<Option<Standing>> {
    #[derive(FromQueryResult)]
    struct Row {
        planned_for: Option<DateTime<Utc>>,
        settled_plan_at: Option<DateTime<Utc>>,
        settled_at: Option<DateTime<Utc>>,
        settled_as: Option<String>,
        status: String,
    }
    let (at, _) = columns(action);
    let mut sql = Sql::new(&format!(
        "SELECT {at} AS planned_for, settled_plan_at, settled_at, settled_as, status FROM posts \
         WHERE deleted_at IS NULL AND id = "
    ));
    sql.bind(post.uuid());
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(row.map(|row| {
        let problem = row.settled_as.as_deref().and_then(PlanProblem::named);
        let settled = row.settled_plan_at.zip(row.settled_at).map(|(plan, at)| (plan, at, problem));
        let is_hidden = row.status == PostStatus::Hidden.as_str();
        Standing { planned_for: row.planned_for, settled, is_hidden }
    }))
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    author_id: Uuid,
    title: String,
    slug: String,
    length: i64,
    newsletter: bool,
    planner: Option<Uuid>,
    role: Option<String>,
    suspended_at: Option<DateTime<Utc>>,
    erase_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Due {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let planner = match (row.planner, row.role) {
            (Some(id), Some(role)) => Some(Planner {
                id: UserId::from_uuid(id),
                role: role.parse()?,
                is_suspended: row.suspended_at.is_some(),
                is_leaving: row.erase_at.or(row.erased_at).is_some(),
            }),
            _ => None,
        };
        Ok(Self {
            post: PostId::from_uuid(row.id),
            author: UserId::from_uuid(row.author_id),
            title: row.title,
            slug: row.slug,
            is_empty: row.length == 0,
            newsletter: row.newsletter,
            planner,
        })
    }
}

/// Locks one post whose time has come; waits for who has locked it.
pub(super) async fn lock_one(cx: &Context, tx: &Tx, action: Action, by: DateTime<Utc>, id: PostId) -> Result<Vec<Due>> {
    lock(cx, tx, action, by, " FOR UPDATE OF p", |sql| {
        sql.push(" AND p.id = ").bind(id.uuid());
    })
    .await
}

/// Locks the next posts whose time has come, but for one; passes over what others have locked.
pub(super) async fn lock_next(
    cx: &Context,
    tx: &Tx,
    action: Action,
    by: DateTime<Utc>,
    but: Option<PostId>,
    max: usize,
) -> Result<Vec<Due>> {
    let (at, _) = columns(action);
    lock(cx, tx, action, by, " FOR UPDATE OF p SKIP LOCKED", |sql| {
        if let Some(but) = but {
            sql.push(" AND p.id <> ").bind(but.uuid());
        }
        sql.push(&format!(" ORDER BY p.{at}, p.id LIMIT {max}"));
    })
    .await
}

/// Those of some posts, which this transaction has published, that are to be withdrawn by now.
pub(super) async fn lock_over(cx: &Context, tx: &Tx, by: DateTime<Utc>, posts: &[PostId]) -> Result<Vec<Due>> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    lock(cx, tx, Action::Unpublish, by, " FOR UPDATE OF p", |sql| {
        sql.push(" AND p.id").any_of(cx.deps.db.engine(), posts.iter().map(type_safe_id::TypeSafeId::uuid).collect());
    })
    .await
}

async fn lock(
    cx: &Context,
    tx: &Tx,
    action: Action,
    by: DateTime<Utc>,
    how: &str,
    which: impl FnOnce(&mut Sql),
) -> Result<Vec<Due>> {
    let (_, planner) = columns(action);
    let mut sql = Sql::new("SELECT p.id, p.author_id, p.title, p.slug, CAST(LENGTH(TRIM(p.html, ");
    sql.bind(BLANK).push(&format!(
        ")) AS BIGINT) AS length, p.newsletter, p.{planner} AS planner, u.role, u.suspended_at, u.erase_at, u.erased_at \
         FROM posts p LEFT JOIN users u ON u.id = p.{planner} WHERE {}",
        waiting(action)
    ));
    sql.bind(by);
    which(&mut sql);
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(how);
    }
    sql.all::<Row>(&**tx).await?.into_iter().map(Due::try_from).collect()
}

/// Writes what came of plans: kept, or not for this reason.
pub(super) async fn settle(
    cx: &Context,
    tx: &Tx,
    action: Action,
    problem: Option<PlanProblem>,
    posts: &[PostId],
) -> Result<()> {
    if posts.is_empty() {
        return Ok(());
    }
    let (at, by) = columns(action);
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", settled_at = ").bind(cx.now).push(&format!(", settled_plan_at = {at}, settled_as = "));
    sql.bind(problem.map_or("kept", PlanProblem::as_str)).push(&format!(", {at} = NULL, {by} = NULL"));
    if action == Action::Publish {
        sql.push(", newsletter = FALSE");
    }
    match (action, problem) {
        (Action::Publish, None) => {
            sql.push(", status = 'published', published_at = COALESCE(published_at, ").bind(cx.now).push(")");
        }
        (Action::Publish, Some(_)) => {
            sql.push(", status = 'draft', unpublish_at = NULL, unpublish_by = NULL");
        }
        (Action::Unpublish, None) => {
            sql.push(", status = 'draft'");
        }
        (Action::Unpublish, Some(_)) => {}
    }
    sql.push(" WHERE id").any_of(cx.deps.db.engine(), posts.iter().map(type_safe_id::TypeSafeId::uuid).collect());
    let marks: Vec<_> = posts.iter().flat_map(|post| row_and_lists(*post)).collect();
    sql.run(&tx.at(&marks)).await?;
    for post in posts {
        tell_followed(tx, *post);
    }
    Ok(())
}
