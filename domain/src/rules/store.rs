//! What speaks SQL about rules.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Rule, RuleMode, input::NewRule};
use crate::{
    Context, Error, Result,
    ids::{self, PostId, RuleId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(super) const RULES: List =
    List { name: "moderation.rules", key: "r.created_at", id: "r.id", order: Order::Descending };

const COLUMNS: &str = "r.id, r.name, r.kind, r.mode, r.spec, r.max_trust, r.max_age_hours, r.message, r.version, r.created_at, \
                       r.updated_at";

/// With how much each would have caught.
fn counted() -> Sql {
    let caught = "(SELECT COUNT(*) FROM moderation_rule_hits h WHERE h.rule_id = r.id)";
    Sql::new(&format!("SELECT {COLUMNS}, {caught} AS caught_on_trial FROM moderation_rules r WHERE "))
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    kind: String,
    mode: String,
    spec: String,
    max_trust: i32,
    max_age_hours: Option<i32>,
    message: String,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    caught_on_trial: i64,
}

impl TryFrom<Row> for Rule {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: RuleId::from_uuid(row.id),
            name: row.name,
            kind: row.kind.parse()?,
            mode: row.mode.parse()?,
            spec: serde_json::from_str(&row.spec).map_err(Error::internal)?,
            max_trust: u8::try_from(row.max_trust).map_err(Error::internal)?,
            max_age_hours: row.max_age_hours.and_then(|hours| u32::try_from(hours).ok()),
            message: row.message,
            caught_on_trial: row.caught_on_trial,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

pub(super) async fn insert(cx: &Context, tx: &Tx, new: &NewRule) -> Result<RuleId> {
    let id: RuleId = ids::new(cx);
    let mut sql = Sql::new(
        "INSERT INTO moderation_rules (id, name, kind, mode, spec, max_trust, max_age_hours, message, version, created_at, \
         updated_at) VALUES (",
    );
    sql.bind(id.uuid()).push(", ").bind(new.name.clone()).push(", ").bind(new.kind.as_str()).push(", ");
    sql.bind(new.mode.as_str()).push(", ").bind(spec(new)?).push(", ").bind(i32::from(new.max_trust)).push(", ");
    sql.bind(age(new)).push(", ").bind(new.message.clone()).push(", 1, ").bind(cx.now).push(", ").bind(cx.now);
    sql.push(")");
    sql.run(&**tx).await?;
    Ok(id)
}

/// Makes a rule another one. Tells whether there is one.
pub(super) async fn replace(cx: &Context, tx: &Tx, id: RuleId, new: &NewRule) -> Result<bool> {
    let mut sql = Sql::new("UPDATE moderation_rules SET version = version + 1, name = ");
    sql.bind(new.name.clone()).push(", kind = ").bind(new.kind.as_str()).push(", mode = ").bind(new.mode.as_str());
    sql.push(", spec = ").bind(spec(new)?).push(", max_trust = ").bind(i32::from(new.max_trust));
    sql.push(", max_age_hours = ").bind(age(new)).push(", message = ").bind(new.message.clone());
    sql.push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

fn spec(new: &NewRule) -> Result<String> {
    serde_json::to_string(&new.spec).map_err(Error::internal)
}

fn age(new: &NewRule) -> Option<i32> {
    new.max_age_hours.and_then(|hours| i32::try_from(hours).ok())
}

pub(super) async fn delete(tx: &Tx, id: RuleId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM moderation_rules WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: RuleId) -> Result<Option<Rule>> {
    let mut sql = counted();
    sql.push("r.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(Rule::try_from).transpose()
}

/// The rules that look at anything.
pub(super) async fn active(tx: &Tx) -> Result<Vec<Rule>> {
    let mut sql =
        Sql::new(&format!("SELECT {COLUMNS}, CAST(0 AS BIGINT) AS caught_on_trial FROM moderation_rules r WHERE "));
    sql.push("r.mode <> ").bind(RuleMode::Off.as_str()).push(" ORDER BY r.created_at, r.id");
    sql.all::<Row>(&**tx).await?.into_iter().map(Rule::try_from).collect()
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Rule>> {
    let mut sql = counted();
    sql.push("1 = 1");
    let whole = sql.clone();
    request.apply(RULES, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter();
    let rules = rows.map(Rule::try_from).collect::<Result<Vec<_>>>()?;
    Ok(request
        .page(cx, RULES, rules, |rule| Position { key: Key::Time(rule.created_at), id: rule.id.uuid() })
        .of(whole))
}

/// How many posts and comments of somebody come out behind one time and before another, but for one post. What has never come out
/// and is planned to counts at the time of its plan.
pub(super) async fn contributions(
    db: &impl ConnectionTrait,
    who: UserId,
    (after, before): (DateTime<Utc>, DateTime<Utc>),
    but: Option<PostId>,
) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let but = but.map_or(Uuid::nil(), |post| post.uuid());
    let mut sql = Sql::new("SELECT (SELECT COUNT(*) FROM comments c WHERE c.author_id = ");
    sql.bind(who.uuid()).push(" AND c.created_at > ").bind(after).push(" AND c.created_at < ").bind(before);
    sql.push(") + (SELECT COUNT(*) FROM posts p WHERE p.author_id = ").bind(who.uuid()).push(" AND p.id <> ").bind(but);
    sql.push(" AND p.published_at > ").bind(after).push(" AND p.published_at < ").bind(before);
    sql.push(") + (SELECT COUNT(*) FROM posts p WHERE p.author_id = ").bind(who.uuid()).push(" AND p.id <> ").bind(but);
    // The condition of the partial index, word by word.
    sql.push(" AND p.status = 'scheduled' AND p.deleted_at IS NULL AND p.published_at IS NULL AND p.publish_at > ");
    sql.bind(after).push(" AND p.publish_at < ").bind(before).push(") AS n");
    Ok(sql.one::<Count>(db).await?.map_or(0, |row| row.n))
}

/// Writes down what a rule on trial would have caught; a thing once.
pub(super) async fn note(cx: &Context, tx: &Tx, rule: RuleId, subject: Uuid, who: UserId) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO moderation_rule_hits (rule_id, subject_id, user_id, created_at) VALUES (");
    sql.bind(rule.uuid()).push(", ").bind(subject).push(", ").bind(who.uuid()).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT DO NOTHING");
    sql.run(&**tx).await?;
    Ok(())
}
